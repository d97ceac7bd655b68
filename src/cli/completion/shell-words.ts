/** The last word of a command line, as far as it is typed. */
export interface TypedWord {
  /** As typed, with its quotes and backslashes. */
  readonly raw: string
  readonly value: string
  /** The quote that is still open; empty for none. */
  readonly quote: '' | '"' | "'"
}

/** A word of a POSIX shell without its quotes. Nothing is expanded or run. Source: POSIX, Shell Command Language, 2.2. */
function unquoted(raw: string): TypedWord {
  let [value, quote]: [string, TypedWord['quote']] = ['', '']
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw[at] ?? ''
    const next = raw[at + 1] ?? ''
    if (char === quote) quote = ''
    else if (quote === '' && (char === '"' || char === "'")) quote = char
    else if (char === '\\' && (quote === '' || (quote === '"' && /["$`\\]/.test(next)))) {
      value += next
      at += 1
    } else value += char
  }
  return { raw, value, quote }
}

/** A word as typed; a quote at its end may be open. */
const wordPattern = /(?:\\[\s\S]?|"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|'[^']*(?:'|$)|[^\s"'\\])+/g

export const unquote = (raw: string): string => unquoted(raw).value

/** The words of a command line, and the one at its end, which is empty after a space. */
export function splitLine(line: string): { readonly words: readonly string[]; readonly last: TypedWord } {
  const all = line.match(wordPattern) ?? []
  const endsInWord = all.length > 0 && line.endsWith(all.at(-1) ?? '')
  const before = endsInWord ? all.slice(0, -1) : all
  return { words: before.map(unquote), last: unquoted(endsInWord ? (all.at(-1) ?? '') : '') }
}

/** A text as it has to be typed inside this quote. */
function quoteFor(text: string, quote: TypedWord['quote']): string {
  if (quote === "'") return text.replaceAll("'", String.raw`'\''`)
  if (quote === '"') return text.replaceAll(/["$`\\]/g, String.raw`\$&`)
  return text.replaceAll(/[^\p{L}\p{N}\p{M}_\-+./:=@,%^]/gu, String.raw`\$&`)
}

/**
 * What replaces `text`, the end of the typed word that bash's line editor replaces (it begins after the open quote, or the
 * last `:` or `=`), so that the word becomes `value`; null if it can't.
 */
export function replacementFor(value: string, { raw, quote }: TypedWord, text: string): string | null {
  const kept = raw.endsWith(text) ? unquoted(raw.slice(0, raw.length - text.length)) : null
  if (kept === null || !value.startsWith(kept.value)) return null
  // a quote that was opened in the middle of what is replaced
  if (kept.quote !== quote) return null
  return quoteFor(value.slice(kept.value.length), quote)
}
