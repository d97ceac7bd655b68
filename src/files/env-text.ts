/** The content of a .env file, read as latin1, so every byte is preserved whatever the encoding. */
export type EnvText = string

/** Windows editors put it before the first line. As latin1. */
const byteOrderMark = '\xEF\xBB\xBF'

/** The position of an assignment's value in the text, and its quotes. */
interface Value {
  readonly name: string
  /** Where the value starts, including its quotes. */
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

/** As dotenv for Node.js reads them (its `LINE`): a quoted value may span lines, and a comment may follow it. */
const quotedPatterns: Readonly<Record<string, RegExp>> = {
  '"': /"(?:\\"|[^"])*"(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))/y,
  "'": /'(?:\\'|[^'])*'(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))/y,
  '`': /`(?:\\`|[^`])*`(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))/y,
}

function matchAt(pattern: RegExp, text: EnvText, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const findLineEnd = (text: EnvText, at: number): number =>
  at + (matchAt(restOfLine, text, at)?.[0].length ?? 0)

/** The value after an equals sign. */
function parseValue(name: string, text: EnvText, afterEquals: number): Value {
  const line = text.slice(afterEquals, findLineEnd(text, afterEquals))
  const first = afterEquals + (leadingSpace.exec(line)?.[0].length ?? 0)
  const opening = text[first] ?? ''
  const pattern = quotedPatterns[opening]
  const inQuotes = pattern === undefined ? null : matchAt(pattern, text, first)
  if (inQuotes !== null) {
    return { name, start: first, end: first + inQuotes[0].length, quote: opening as Quote }
  }
  // readers disagree about a # right after a value, so only one after a space starts a comment
  const comment = /[ \t]+#/.exec(line)
  if (comment?.index === 0) return { name, start: afterEquals, end: afterEquals, quote: '' }
  // not trimEnd(): a byte of another encoding may look like a latin1 space
  const bare = line.slice(0, comment?.index).replace(trailingSpace, '')
  return { name, start: first, end: Math.max(first, afterEquals + bare.length), quote: '' }
}

/** The assignments in the text, in order. Ignores text inside quoted values that looks like an assignment. */
function findValues(text: EnvText): Value[] {
  const values: Value[] = []
  let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  while (at < text.length) {
    const found = matchAt(assignment, text, at)
    const value = found === null ? null : parseValue(found[1] ?? '', text, at + found[0].length)
    if (value !== null) values.push(value)
    at = findLineEnd(text, value?.end ?? at) + 1
  }
  return values
}

/** Which values are safe in which quotes for every reader: shells expand variables, and some readers unescape. */
const allowedValues: Readonly<Record<Quote, RegExp>> = {
  '': /^[A-Za-z0-9_.+/=:@,-][A-Za-z0-9_.~+/=:@,-]*$/,
  '"': /^[ !#%-[\]-_a-~]*$/,
  "'": /^[ -&(-[\]-~]*$/,
  '`': /^[ -[\]-_a-~]*$/,
}

const otherQuotes: readonly Quote[] = ["'", '"', '`']

/** The value in quotes, in the given ones if possible; null if no quotes work. */
function quoteValue(value: string, quote: Quote): string | null {
  if (value === '') return quote + quote
  const found = [quote, ...otherQuotes].find((one) => allowedValues[one].test(value))
  return found === undefined ? null : found + value + found
}

/** The text with these lines appended, using its own line endings. */
function appendLines(text: EnvText, lines: readonly string[]): EnvText {
  if (lines.length === 0) return text
  const ending = lineEnd.exec(text)?.[0] ?? '\n'
  const isEmpty = text === '' || text === byteOrderMark
  if (isEmpty || /[\r\n]$/.test(text)) return text + lines.map((line) => line + ending).join('')
  return text + lines.map((line) => ending + line).join('')
}

/**
 * The text with these values set. Updates every line that sets one of the names, because readers disagree which line
 * wins, and appends a line for each name that is not set yet. All other bytes stay as they are. Returns null if a value
 * can't be written in a way that all readers understand.
 */
export function withEnvValues(text: EnvText, values: ReadonlyMap<string, string>): EnvText | null {
  const missing = new Set(values.keys())
  let result = ''
  let copiedTo = 0
  for (const { name, start, end, quote } of findValues(text)) {
    const value = values.get(name)
    if (value === undefined) continue
    const replacement = quoteValue(value, quote)
    if (replacement === null) return null
    result += text.slice(copiedTo, start) + replacement
    copiedTo = end
    missing.delete(name)
  }
  const added: string[] = []
  for (const name of missing) {
    const value = quoteValue(values.get(name) ?? '', '')
    if (value === null) return null
    added.push(`${name}=${value}`)
  }
  return appendLines(result + text.slice(copiedTo), added)
}

/** The text with the values of these names emptied in every line. All other bytes stay as they are. */
export function withoutEnvValues(text: EnvText, names: readonly string[]): EnvText {
  const present = new Set(findValues(text).map(({ name }) => name))
  const blanks = new Map(names.filter((name) => present.has(name)).map((name) => [name, '']))
  return withEnvValues(text, blanks) ?? text
}
