import fc from 'fast-check'

/**
 * What must not reach a terminal, a log, the tray, or the window: control characters, direction overrides, invisible
 * characters, tags, and halves of characters.
 */
export const uncleanText =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\p{Cs}]/u

/** A text with everything that can trick a terminal; after its line break comes a line that looks like our own. */
export const trickyText = (word: string): string =>
  `${word}\u001b]0;title\u0007\u001b[2J\u001b[1;1H\u202e\u009b31m\u2067\u200b\u{e0041}\r\nwork signed in everywhere`

const tricks = [
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u0000',
  '\b',
  '\t',
  '\r',
  '\n',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u202c',
  '\u2066',
  '\u2069',
  '\u200f',
  '\u061c',
  '\u200b',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '\u{e007f}',
  '\ufff9',
  '\u007f',
  // after a visible letter: a text may well begin with these words, but no line may that is not its first
  'a\nwork signed in everywhere',
]

/** Texts of a server, a file, or another program that tries to control what shows them. */
export const trickyTexts = fc
  .array(
    fc.oneof(fc.constantFrom(...tricks), fc.constantFrom('Ada', ' ', 'é', 'שרה', '👩‍🚀', 'a'), fc.string()),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
