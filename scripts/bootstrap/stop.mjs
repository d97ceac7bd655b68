/** A failure whose message is the whole story for the user: what happened, what it means, what to do. */
export class Stop extends Error {
  name = 'Stop'
}
