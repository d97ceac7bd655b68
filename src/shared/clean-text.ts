const defaultMaxLength = 200

/**
 * Characters without a shape of their own, which hide or reorder what is around them: zero-width ones, bidirectional
 * controls, tags, annotations. What an emoji or an Arabic or Indic word needs stays. Sources: Unicode,
 * Default_Ignorable_Code_Point; UTS #51 (emoji); RFC 5892 appendix A (joiners).
 */
const invisible = (() => {
  const emoji = String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d(?=\p{Extended_Pictographic})`
  const variant = String.raw`(?<=\p{Extended_Pictographic})\ufe0f|\ufe0f(?=\u20e3)`
  const joiner = String.raw`(?<=(?!\p{Default_Ignorable_Code_Point})[\p{Script=Arabic}\p{M}])[\u200c\u200d](?=\p{L})`
  return new RegExp(
    String.raw`(?!${emoji}|${variant}|${joiner})[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]`,
    'gu',
  )
})()

/** Half of a character, which not every program can pass on. */
const loneSurrogates = /\p{Cs}/gu

/** Includes U+001B, which starts a terminal's escape sequences, and U+009B, which is short for one. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]/gu
const runsOfControls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

const visible = (text: string): string => text.replaceAll(invisible, '').replaceAll(loneSurrogates, '\ufffd')

/**
 * A text from outside (a server, a file, another program) as one short line for a terminal, the tray, a notification, a
 * window, or an error: without control characters, direction overrides, and invisible characters, and cut with an
 * ellipsis after `maxLength` characters.
 */
export function cleanText(text: string, maxLength = defaultMaxLength): string {
  const line = visible(text).replaceAll(runsOfControls, ' ').trim()
  if (line.length <= maxLength) return line
  return `${cleanText(line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, ''), maxLength)}…`
}

/** Like `cleanText`, for a text of our own with several lines: they and their spaces stay, and nothing is cut. */
export function cleanLines(text: string): string {
  return visible(text).replaceAll(controls, (control) => (control === '\n' ? control : ' '))
}

const escaped = (characters: string): string =>
  Array.from(
    { length: characters.length },
    (_, index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')

/** A value as JSON that is as harmless as a clean text: what `cleanText` would take out is escaped. */
export function toCleanJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replaceAll(invisible, escaped)
    .replaceAll(controls, (control) => (control === '\n' ? control : escaped(control)))
}

/** The blocks of right-to-left scripts. Source: Unicode, DerivedBidiClass.txt. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** A name to put into a sentence: a right-to-left one is isolated, so that it does not reorder the rest. UAX #9, FSI. */
export function isolated(name: string): string {
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name
}
