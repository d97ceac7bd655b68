/** What must not reach a terminal, a log, the tray, or the window: control characters and direction overrides. */
export const uncleanText =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** A text with everything that can trick a terminal; after its line break comes a line that looks like our own. */
export const trickyText = (word: string): string =>
  `${word}\u001b]0;title\u0007\u001b[2J\u001b[1;1H\u202e\u009b31m\r\nwork signed in everywhere`
