/** A failure whose message tells the user everything: what happened, what it means, and what to do. */
export class Stop extends Error {
  name = 'Stop'
}
