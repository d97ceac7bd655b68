import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withEnvValues, withoutEnvValues } from '../../../src/files/env-text.ts'

const name = 'JIRA_OAUTH_ACCESS_TOKEN'
const set = (text: string, token = 'new') => withEnvValues(text, new Map([[name, token]]))
const blank = (text: string) => withoutEnvValues(text, [name])

describe('the value of a variable', () => {
  it.each([
    ['bare', `${name}=old\n`, `${name}=new\n`],
    ['in double quotes', `${name}="old"\n`, `${name}="new"\n`],
    ['in single quotes', `${name}='old'\n`, `${name}='new'\n`],
    ['in backticks', `${name}=\`old\`\n`, `${name}=\`new\`\n`],
    ['empty', `${name}=\n`, `${name}=new\n`],
    ['empty in quotes', `${name}=""\n`, `${name}="new"\n`],
    ['exported', `  export \t${name}=old\n`, `  export \t${name}=new\n`],
    ['with spaces around', `${name} =  old \t\n`, `${name} =  new \t\n`],
    ['with spaces in it', `${name}=not a token # c\n`, `${name}=new # c\n`],
    ['before a comment', `${name}=old # mine\n`, `${name}=new # mine\n`],
    ['in quotes before a comment', `${name}="o#ld" # "mine"\n`, `${name}="new" # "mine"\n`],
    ['empty before a comment', `${name}= # mine\n`, `${name}=new # mine\n`],
    ['with a # in it', `${name}=ol#d\n`, `${name}=new\n`],
    ['with an escaped quote', `${name}="ol\\"d"\n`, `${name}="new"\n`],
    ['spanning several lines', `${name}="ol\nd"\nA=1\n`, `${name}="new"\nA=1\n`],
    ['with a quote that never ends', `${name}="old\nA=1\n`, `${name}=new\nA=1\n`],
    ['with text after its quotes', `${name}="ol"d\n`, `${name}=new\n`],
    ['without a final line break', `A=1\n${name}=old`, `A=1\n${name}=new`],
    ['with Windows line endings', `A=1\r\n${name}=old\r\nB=2\r\n`, `A=1\r\n${name}=new\r\nB=2\r\n`],
    ['with classic Mac line endings', `A=1\r${name}=old\rB=2`, `A=1\r${name}=new\rB=2`],
    ['after a byte order mark', `\xEF\xBB\xBF${name}=old\n`, `\xEF\xBB\xBF${name}=new\n`],
    ['twice', `${name}=1\nA=1\nexport ${name}='2'\n`, `${name}=new\nA=1\nexport ${name}='new'\n`],
    ['before a byte from another encoding', `${name}=old\xA0\n`, `${name}=new\n`],
  ])('is replaced %s, and nothing else changes', (_what, before, after) => {
    expect(set(before)).toBe(after)
  })

  it.each([
    ['a comment', `# ${name}=old\n`],
    ['a longer name', `MY_${name}=old\n${name}_AGE=3\n`],
    ['a line inside another value', `KEY="-----BEGIN\n${name}=old\n-----END"\n`],
    ['a line without =', `${name}\nexport ${name}\n`],
    ['a byte order mark inside', `A=1\n\xEF\xBB\xBF${name}=old\n`],
  ])('is not %s: the name gets its own line', (_what, before) => {
    expect(set(before)).toBe(`${before}${name}=new\n`)
    expect(blank(before)).toBe(before)
  })

  it.each([
    ['an empty file', '', `${name}=new\n`],
    ['only a byte order mark', '\xEF\xBB\xBF', `\xEF\xBB\xBF${name}=new\n`],
    ['Windows line endings', 'A=1\r\nB=2\r\n', `A=1\r\nB=2\r\n${name}=new\r\n`],
    ['no final line break', 'A=1\nB=2', `A=1\nB=2\n${name}=new`],
    ['one line', 'A=1', `A=1\n${name}=new`],
  ])('is added at the end of a file with %s', (_what, before, after) => {
    expect(set(before)).toBe(after)
  })

  it('gets the quotes it needs if it had none or the wrong ones', () => {
    expect(set(`${name}=old # c\n`, 'a b')).toBe(`${name}='a b' # c\n`)
    expect(set('', '~home')).toBe(`${name}='~home'\n`)
    expect(set(`${name}="old"\n`, 'a$b')).toBe(`${name}='a$b'\n`)
    expect(set(`${name}='old'\n`, "it's")).toBe(`${name}="it's"\n`)
    expect(set(`${name}=old\n`, `'"`)).toBe(`${name}=\`'"\`\n`)
  })

  it.each(['a\nB=2', 'a\rB=2', 'a\\b', '\'"`', 'ü', '\0'])(
    'is refused if readers would disagree: %j',
    (odd) => {
      expect(set(`${name}=old\n`, odd)).toBeNull()
      expect(set('', odd)).toBeNull()
    },
  )

  it('is cleared with its quotes and comments kept, and comes back to the same place', () => {
    const before = `${name}=old # c\n export ${name} = "old"\n`
    expect(blank(before)).toBe(`${name}= # c\n export ${name} = ""\n`)
    expect(set(blank(before), 'old')).toBe(before)
  })

  it('can be set together with others', () => {
    const values = new Map([
      [name, 'token'],
      ['EXPIRES_AT', '2026-11-23T09:00:00.000Z'],
      ['CLOUD_ID', '1324a887-45db-1bf4-1e99-ef0ff456d421'],
    ])
    expect(withEnvValues("EXPIRES_AT=''\nA=1\n", values)).toBe(
      `EXPIRES_AT='2026-11-23T09:00:00.000Z'\nA=1\n${name}=token\nCLOUD_ID=1324a887-45db-1bf4-1e99-ef0ff456d421\n`,
    )
  })

  it('is found quickly in a large file', () => {
    const large = `A="${'\\"x'.repeat(200_000)}\nB='${"\\'".repeat(100_000)}\n${name}=old\n`
    // a search that is not linear would take longer than any test may
    expect(set(large)).toBe(large.replace('=old', '=new'))
  })
})

const bytes = (forbidden: RegExp) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 })
    .map((codes) => String.fromCharCode(...codes).replaceAll(forbidden, ''))
const inline = bytes(/[\r\n]/g)
const space = fc.stringMatching(/^[ \t]{0,3}$/)
const token = fc.stringMatching(/^[A-Za-z0-9._][A-Za-z0-9._~+/-]{0,40}=?$/)
const comment = fc.oneof(
  fc.constant(''),
  inline.map((text) => ` # ${text}`),
)

/** A quoted value that ends properly: the text between these quotes. */
const between = (quote: string) =>
  bytes(new RegExp(`[\\\\${quote}]`, 'g')).chain((text) =>
    fc.constantFrom(text, `${text}\n${name}=inside\n`, `${text}\\${quote}`),
  )

interface Part {
  readonly before: string
  /** With `VALUE` in place of our value. */
  readonly after: (value: string) => string
}

const foreign: fc.Arbitrary<Part> = fc
  .oneof(
    inline.map((text) => `#${text}`),
    space,
    fc.tuple(space, comment).map(([indent, rest]) => `${indent}OTHER=${rest}`),
    fc
      .constantFrom('"', "'", '`')
      .chain((quote) =>
        fc
          .tuple(between(quote), comment)
          .map(([text, rest]) => `export A.B-C=${quote}${text}${quote}${rest}`),
      ),
    fc.stringMatching(/^[a-z ]{0,8}$/).map((text) => `${name}_2=${text}`),
  )
  .map((before) => ({ before, after: () => before }))

const ours: fc.Arbitrary<Part> = fc
  .tuple(space, fc.boolean(), space, fc.constantFrom('', '"', "'", '`'), token, fc.tuple(space, comment))
  .map(([indent, exported, gap, quote, old, [gapAfter, rest]]) => {
    const head = `${indent}${exported ? 'export ' : ''}${name}${gap}=`
    const part = (value: string) => `${head}${gap}${quote}${value}${quote}${gapAfter}${rest}`
    return { before: part(old), after: part }
  })

const file = fc
  .record({
    parts: fc.array(fc.oneof({ weight: 3, arbitrary: foreign }, { weight: 1, arbitrary: ours }), {
      maxLength: 12,
    }),
    ending: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\xEF\xBB\xBF'),
    endsWithLine: fc.boolean(),
  })
  .map(({ parts, ending, mark, endsWithLine }) => {
    const join = (texts: readonly string[]) =>
      mark + texts.join(ending) + (endsWithLine && texts.length > 0 ? ending : '')
    return {
      before: join(parts.map(({ before }) => before)),
      after: (value: string) => join(parts.map((part) => part.after(value))),
    }
  })

/** What dotenv for Node.js, the most popular reader, makes of a file: its pattern, and what it does with a match. */
function readByDotenv(text: string): string | undefined {
  const line =
    /(?:^|^)\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?(?:$|$)/gm
  let value: string | undefined
  for (const match of text
    .replace(/^\xEF\xBB\xBF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .matchAll(line)) {
    if (match[1] === name) value = (match[2] ?? '').trim().replaceAll(/^(['"`])([^]*)\1$/gm, '$2')
  }
  return value
}

const times = { numRuns: 3000 }

describe('in any file', () => {
  it('every byte outside the values is kept', () => {
    fc.assert(
      fc.property(file, token, ({ before, after }, value) => {
        const result = set(before, value) ?? ''
        const hasOurs = after('x') !== after('y')
        if (hasOurs) expect(result).toBe(after(value))
        else {
          expect(result.startsWith(before)).toBe(true)
          expect(result.slice(before.length).trim()).toBe(`${name}=${value}`)
        }
        expect(blank(before)).toBe(hasOurs ? after('') : before)
      }),
      times,
    )
  })

  it('readers find the new value', () => {
    fc.assert(
      fc.property(file, token, ({ before }, value) => {
        const result = set(before, value) ?? ''
        expect(readByDotenv(result)).toBe(value)
      }),
      times,
    )
  })

  it('the same places change each time, however odd the file', () => {
    const odd = fc
      .array(
        fc.constantFrom(
          name,
          `${name}=`,
          '=',
          '"',
          "'",
          '`',
          '\\',
          '#',
          ' ',
          '\n',
          '\r\n',
          'A=',
          'export ',
          'x',
          '\xff',
        ),
        { maxLength: 30 },
      )
      .map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(odd, token, (text, value) => {
        const first = set(text, value) ?? ''
        expect(set(first, value)).toBe(first)
        if (blank(text) !== text) expect(blank(first)).toBe(blank(text))
      }),
      times,
    )
  })
})
