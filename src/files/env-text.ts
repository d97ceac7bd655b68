/** A text in the way of .env files, read as latin1: so every byte stays as it is, whatever the encoding. */
export type EnvText = string

/** Windows' editors put it before the first line; as latin1. */
const byteOrderMark = '\xEF\xBB\xBF'

/** Where the value of an assignment stands in a text, and the quote around it. */
interface Value {
  readonly name: string
  /** With its quotes. */
  readonly start: number
  readonly end: number
  readonly quote: Quote
}

type Quote = '' | '"' | "'" | '`'

const assignment = /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=/y
const restOfLine = /[^\r\n]*/y
const lineEnd = /\r\n|\n|\r/
const leadingSpace = /^[ \t]*/
const trailingSpace = /[ \t]+$/

/** As dotenv for Node.js reads them (its `LINE`): quoted values may have several lines, and a comment after them. */
const quoted: Readonly<Record<string, RegExp>> = {
  '"': /"(?:\\"|[^"])*"(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))/y,
  "'": /'(?:\\'|[^'])*'(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))/y,
  '`': /`(?:\\`|[^`])*`(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))/y,
}

function matchAt(pattern: RegExp, text: EnvText, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const endOfLine = (text: EnvText, at: number): number => at + (matchAt(restOfLine, text, at)?.[0].length ?? 0)

/** The value after an equals sign. */
function valueAt(name: string, text: EnvText, afterEquals: number): Value {
  const line = text.slice(afterEquals, endOfLine(text, afterEquals))
  const first = afterEquals + (leadingSpace.exec(line)?.[0].length ?? 0)
  const opening = text[first] ?? ''
  const pattern = quoted[opening]
  const inQuotes = pattern === undefined ? null : matchAt(pattern, text, first)
  if (inQuotes !== null) {
    return { name, start: first, end: first + inQuotes[0].length, quote: opening as Quote }
  }
  // readers differ about a # right after a value: so only one after a space begins a comment
  const comment = /[ \t]+#/.exec(line)
  if (comment?.index === 0) return { name, start: afterEquals, end: afterEquals, quote: '' }
  // not trimEnd(): a byte of another encoding may look like a space of latin1
  const bare = line.slice(0, comment?.index).replace(trailingSpace, '')
  return { name, start: first, end: Math.max(first, afterEquals + bare.length), quote: '' }
}

/** The assignments in the text, in order. What only looks like one, inside a quoted value, is none. */
function valuesIn(text: EnvText): Value[] {
  const values: Value[] = []
  let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  while (at < text.length) {
    const found = matchAt(assignment, text, at)
    const value = found === null ? null : valueAt(found[1] ?? '', text, at + found[0].length)
    if (value !== null) values.push(value)
    at = endOfLine(text, value?.end ?? at) + 1
  }
  return values
}

/** Which values can stand in which quotes, whoever reads them: shells expand, and some readers unescape. */
const fits: Readonly<Record<Quote, RegExp>> = {
  '': /^[A-Za-z0-9_.+/=:@,-][A-Za-z0-9_.~+/=:@,-]*$/,
  '"': /^[ !#%-[\]-_a-~]*$/,
  "'": /^[ -&(-[\]-~]*$/,
  '`': /^[ -[\]-_a-~]*$/,
}

const otherQuotes: readonly Quote[] = ["'", '"', '`']

/** The value as it can be written, in those quotes if possible; null when it can't be. */
function written(value: string, quote: Quote): string | null {
  if (value === '') return quote + quote
  const fitting = [quote, ...otherQuotes].find((one) => fits[one].test(value))
  return fitting === undefined ? null : fitting + value + fitting
}

/** The text with these lines at its end, in its own way of ending lines. */
function appended(text: EnvText, lines: readonly string[]): EnvText {
  if (lines.length === 0) return text
  const ending = lineEnd.exec(text)?.[0] ?? '\n'
  const isEmpty = text === '' || text === byteOrderMark
  if (isEmpty || /[\r\n]$/.test(text)) return text + lines.map((line) => line + ending).join('')
  return text + lines.map((line) => ending + line).join('')
}

/**
 * The text with these values: in every line that sets one of the names, since readers differ in which line wins; names
 * that no line sets get one at the end. Every byte outside the values stays. null when a value can't be written in a
 * way that all readers understand.
 */
export function withEnvValues(text: EnvText, values: ReadonlyMap<string, string>): EnvText | null {
  const missing = new Set(values.keys())
  let result = ''
  let copiedTo = 0
  for (const { name, start, end, quote } of valuesIn(text)) {
    const value = values.get(name)
    if (value === undefined) continue
    const replacement = written(value, quote)
    if (replacement === null) return null
    result += text.slice(copiedTo, start) + replacement
    copiedTo = end
    missing.delete(name)
  }
  const added: string[] = []
  for (const name of missing) {
    const value = written(values.get(name) ?? '', '')
    if (value === null) return null
    added.push(`${name}=${value}`)
  }
  return appended(result + text.slice(copiedTo), added)
}

/** The text with the values of these names emptied, wherever they stand. Every other byte stays. */
export function withoutEnvValues(text: EnvText, names: readonly string[]): EnvText {
  const present = new Set(valuesIn(text).map(({ name }) => name))
  const blanks = new Map(names.filter((name) => present.has(name)).map((name) => [name, '']))
  return withEnvValues(text, blanks) ?? text
}
