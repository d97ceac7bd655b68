/** The text being read, and how far. */
interface Cursor {
  readonly text: string
  at: number
}

/** Variables by name; undefined: not set. */
type Variables = Readonly<Record<string, string | undefined>>

const space = /[^\S\r\n]*/y
const spaceAndLineEnds = /\s*/y
const exportWord = /(?:export[^\S\r\n]+)?/y
const quotedName = /'([^']+)'/y
const plainName = /([^=#\s]+)/y
const equalsSign = /=([^\S\r\n]*)/y
const comment = /(?:[^\S\r\n]*#[^\r\n]*)?/y
const lineEnd = /[^\S\r\n]*(?:\r\n|\n|\r|$)/y
const restOfLine = /([^\r\n]*)/y

/** By the opening quote: the value up to the closing one, and what a backslash may escape in it. */
const quoted: Readonly<Record<string, { readonly value: RegExp; readonly escapes: RegExp }>> = {
  "'": { value: /'((?:\\'|[^'])*)'/y, escapes: /\\([\\'])/g },
  '"': { value: /"((?:\\"|[^"])*)"/y, escapes: /\\([\\'"abfnrtv])/g },
}

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Reads on if the pattern matches; null if it doesn't. Resolves to the pattern's group. */
function read(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)
  if (found === null) return null
  cursor.at = pattern.lastIndex
  return found[1] ?? ''
}

/** The value after the equals sign; null if a quote never ends. */
function readValue(cursor: Cursor, isAfterSpace: boolean): string | null {
  const quotes = quoted[cursor.text[cursor.at] ?? '']
  if (quotes !== undefined) {
    const value = read(cursor, quotes.value)
    return value?.replaceAll(quotes.escapes, (_all, letter: string) => controls[letter] ?? letter) ?? null
  }
  const line = read(cursor, restOfLine) ?? ''
  // only a # after a space starts a comment
  return isAfterSpace && line.startsWith('#') ? '' : line.replace(/\s+#[^]*/, '').trimEnd()
}

interface Binding {
  readonly name: string
  /** null without an equals sign, which unsets the name. */
  readonly value: string | null
}

/** Reads one assignment, comment, or faulty line; null: it sets nothing. */
function readBinding(cursor: Cursor): Binding | null {
  read(cursor, spaceAndLineEnds)
  read(cursor, exportWord)
  const name = read(cursor, cursor.text[cursor.at] === "'" ? quotedName : plainName)
  read(cursor, space)
  const separation = name === null ? null : read(cursor, equalsSign)
  const value = separation === null ? null : readValue(cursor, separation !== '')
  read(cursor, comment)
  const isWhole = read(cursor, lineEnd) !== null
  if (!isWhole) read(cursor, restOfLine)
  const isFaulty = !isWhole || (separation !== null && value === null)
  return isFaulty || name === null ? null : { name, value }
}

/** `${NAME}` and `${NAME:-default}`. */
const reference = /\$\{([^}:]*)(?::-([^}]*))?\}/g

/**
 * The variables that a .env file sets, as python-dotenv reads them (its `dotenv_values`, whose rules differ from those of
 * shells and of dotenv for Node.js): `${NAME}` stands for a variable set above, else for one of the environment, whatever
 * the quotes. Faulty lines are skipped. Source: python-dotenv 1.2, parser.py, variables.py, and main.py.
 */
export function parseEnv(text: string, environment: Variables): Record<string, string> {
  const cursor: Cursor = { text, at: 0 }
  const found = new Map<string, string | null>()
  const lookUp = (name: string, otherwise: string): string => {
    if (found.has(name)) return found.get(name) ?? ''
    return (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? otherwise
  }
  while (cursor.at < text.length) {
    const binding = readBinding(cursor)
    if (binding === null) continue
    const resolved = binding.value?.replaceAll(reference, (_all, name: string, otherwise = '') =>
      lookUp(name, String(otherwise)),
    )
    found.set(binding.name, resolved ?? null)
  }
  return Object.fromEntries([...found].flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}
