import { isDeepStrictEqual } from 'node:util'
import { parse, stringify, TomlError, type TomlTable } from 'smol-toml'
import { AppError } from '../../shared/error-codes.ts'
import type { Place } from './entry.ts'

const unusable = (detail: string) => new AppError('mcpConfigUnusable', detail)

function parseToml(text: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [first = ''] = error.message.split('\n')
    throw unusable(
      `line ${error.line}, column ${error.column}: ${first.replace('Invalid TOML document: ', '')}`,
    )
  }
}

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** The table with all servers; null if there is none. Throws `mcpConfigUnusable` if it is something else. */
function tableIn(root: TomlTable, container: string): TomlTable | null {
  const table = root[container]
  if (table === undefined) return null
  if (!isTable(table)) throw unusable(`“${container}” is not a table`)
  return table
}

/** Plain objects, like those of a JSON file (smol-toml's have no prototype). */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isTable(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

/** Every server in a TOML file, by name. Throws `mcpConfigUnusable`. */
export function tomlServers(text: string, container: string): ReadonlyMap<string, unknown> {
  const table = tableIn(parseToml(text), container) ?? {}
  return new Map(Object.entries(table).map(([name, value]) => [name, plain(value)]))
}

/** Whether a line is the header of this entry's table, or of one inside it; null if it isn't a header. */
function headerOf(line: string, { container, name }: Place): boolean | null {
  if (!/^\s*\[/.test(line)) return null
  try {
    const table = parse(line)[container]
    return isTable(table) && Object.hasOwn(table, name)
  } catch {
    // a part of an array in several lines
    return null
  }
}

/** A line in a string of several lines can look like a header. */
function maskStrings(text: string): string {
  const tokens = /"""(?:\\[^]|[^\\])*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*/g
  return text.replaceAll(tokens, (token) => (/^("""|''')/.test(token) ? token.replaceAll('[', '(') : token))
}

/** The text without this entry's tables. Comments before the next table belong to that one. */
function withoutTables(text: string, place: Place): string {
  const masked = maskStrings(text).split('\n')
  const kept: string[] = []
  let isOurs = false
  let pending: string[] = []
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    const header = headerOf(masked[index] ?? '', place)
    if (header === true && !isOurs && /^\s*$/.test(kept.at(-1) ?? 'x')) kept.pop()
    if (header !== null) {
      if (!(header && isOurs)) kept.push(...pending)
      pending = []
      isOurs = header
    }
    if (!isOurs) kept.push(line)
    else if (/^\s*(#|$)/.test(line)) pending.push(line)
    else pending = []
  }
  return [...kept, ...pending].join('')
}

/** Refuses a change unless it gives exactly what was meant. */
function assertGives(text: string, expected: object, container: string): string {
  const asTables = unusable(`“${container}” is not written as [${container}.NAME] tables`)
  try {
    if (isDeepStrictEqual(plain(parse(text, { integersAsBigInt: 'asNeeded' })), plain(expected))) return text
  } catch {
    throw asTables
  }
  throw asTables
}

/** `withEntry` for a TOML file: puts the entry at the end. Throws `mcpConfigUnusable`. */
export function withTomlEntry(text: string, place: Place, entry: unknown): string {
  const { container, name } = place
  const root = parseToml(text)
  const expected = { ...root, [container]: { ...tableIn(root, container), [name]: entry } }
  const eol = /\r\n/.test(text) ? '\r\n' : '\n'
  const section = stringify({ [container]: { [name]: entry } }).replaceAll('\n', eol)
  const rest = withoutTables(text, place)
  const gap = rest === '' ? '' : rest.endsWith('\n') ? eol : eol + eol
  return assertGives(rest + gap + section, expected, container)
}

/** Removes an entry from a TOML file. Throws `mcpConfigUnusable`. */
export function withoutTomlEntry(text: string, place: Place): string {
  const { container, name } = place
  const root = parseToml(text)
  const { [name]: _, ...others } = tableIn(root, container) ?? {}
  const { [container]: __, ...rest } = root
  const after = withoutTables(text, place)
  // without servers, the table may be gone with its last header
  const isGone = Object.keys(others).length === 0 && parseToml(after)[container] === undefined
  return assertGives(after, isGone ? rest : { ...root, [container]: others }, container)
}
