import fc from 'fast-check'

/** Whitespace and comments, as people and programs write them. */
const trivia = fc.constantFrom(
  '',
  '',
  ' ',
  '\t',
  '\n',
  '\n  ',
  '\r\n\t\t',
  '\n\n    ',
  ' // servers, {"a": 1,}\n',
  '// é 😀 \u00a0\r\n  ',
  '/* , } */',
  ' /* two\n lines */ ',
  '\n  // above\n  ',
)

const plainBlanks = fc.constantFrom('', ' ', '\n', '\n  ', '\r\n\t')

const key = fc.oneof(
  fc.constantFrom('a', 'other', 'größe', '😀', '$schema', 'mcp"quoted', ''),
  fc.string({ maxLength: 6 }),
)

const leaf = fc.oneof(
  fc.constantFrom('null', 'true', '-1.5e3', '"x"', '[]', '{}', '"// no comment"'),
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
)

interface Style {
  readonly blanks: fc.Arbitrary<string>
  readonly trailingCommas: boolean
}

/** An object with these members, in any formatting. */
function arbitraryObject(
  members: fc.Arbitrary<readonly (readonly [key: string, text: string])[]>,
  { blanks, trailingCommas }: Style,
): fc.Arbitrary<string> {
  return members.chain((list) =>
    fc
      .record({
        spaces: fc.array(blanks, { minLength: list.length * 4 + 1, maxLength: list.length * 4 + 1 }),
        comma: fc.boolean(),
      })
      .map(({ spaces, comma }) => {
        const parts = list.map(([name, text], index) => {
          const [a, b, c, d] = spaces.slice(index * 4)
          const isLast = index === list.length - 1
          const end = isLast && !(trailingCommas && comma) ? '' : ','
          return `${a}${JSON.stringify(name)}${b}:${c}${text}${d}${end}`
        })
        return `{${parts.join('')}${spaces.at(-1)}}`
      }),
  )
}

const distinct = (names: readonly string[]) => [...new Set(names)]

function membersFrom(
  names: fc.Arbitrary<readonly string[]>,
  value: (name: string) => fc.Arbitrary<string>,
): fc.Arbitrary<readonly (readonly [string, string])[]> {
  return names.chain((list) =>
    fc.tuple(...distinct(list).map((name) => value(name).map((text) => [name, text] as const))),
  )
}

function documentsIn(style: Style, container: 'always' | 'never' | 'maybe'): fc.Arbitrary<string> {
  const value: fc.Arbitrary<string> = fc.oneof(
    leaf,
    arbitraryObject(
      membersFrom(fc.array(key, { maxLength: 3 }), () => leaf),
      style,
    ),
  )
  const others = fc.array(key, { maxLength: 3 })
  const names =
    container === 'never'
      ? others
      : fc
          .tuple(others, fc.nat(), container === 'always' ? fc.constant(true) : fc.boolean())
          .map(([list, at, has]) => (has ? list.toSpliced(at % (list.length + 1), 0, 'mcpServers') : list))
  const servers = arbitraryObject(
    membersFrom(fc.array(key, { maxLength: 3 }), () => value),
    style,
  )
  const root = arbitraryObject(
    membersFrom(names, (name) => (name === 'mcpServers' ? servers : value)),
    style,
  )
  return fc
    .tuple(fc.constantFrom('', '\uFEFF'), style.blanks, root, style.blanks)
    .map((parts) => parts.join(''))
}

/** JSON with comments and trailing commas; it always, never, or sometimes has an object `mcpServers`. */
export function jsoncDocuments(container: 'always' | 'never' | 'maybe'): fc.Arbitrary<string> {
  return documentsIn({ blanks: trivia, trailingCommas: true }, container)
}

/** JSON that every program can read. */
export const jsonDocuments = documentsIn({ blanks: plainBlanks, trailingCommas: false }, 'maybe').map(
  (text) => text.replace(/^\uFEFF/, ''),
)

/** Empty files, some with comments. */
export const blankDocuments = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(trivia, { maxLength: 3 }))
  .map(([mark, parts]) => mark + parts.join(''))
