/** Quotes a word for a shell, if needed. */
export function quoted(word: string): string {
  return /^[\w.@%+:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
