/** A text in the single quotes of POSIX shells. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** Quotes a word for the shells of a platform, if needed: on Windows with the quotes that cmd and PowerShell share. */
export function quoted(word: string, platform: string): string {
  if (platform !== 'win32') return /^[\w@%+=:,./-]+$/.test(word) ? word : singleQuoted(word)
  if (/^[\w.+:/\\-]+$/.test(word)) return word
  // a backslash before a quote would escape it. Source: Microsoft Learn, CommandLineToArgvW
  return `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
}

/** A command to type in a shell of that platform. */
export function commandLine(words: readonly string[], platform: string): string {
  return words.map((word) => quoted(word, platform)).join(' ')
}
