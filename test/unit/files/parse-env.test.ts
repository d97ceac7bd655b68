import { describe, expect, it } from 'vitest'
import { parseEnv } from '../../../src/files/parse-env.ts'

const environment = { HOST: 'env.example', A: 'from the environment' }
const read = (text: string) => parseEnv(text, environment)

// checked against python-dotenv 1.2.4, `dotenv_values`, also with random texts
describe('a .env file is read as python-dotenv reads it', () => {
  it.each<[what: string, text: string, value: string | undefined]>([
    ['a # inside a value', 'A=x#y#z', 'x#y#z'],
    ['a # at the start', 'A=#x', '#x'],
    ['a comment after a space', 'A=x # y', 'x'],
    ['a comment instead of a value', 'A= # y', ''],
    ['a tab before a comment', 'A=x\t# y', 'x'],
    ['spaces around', ' A \t=  x y \t', 'x y'],
    ['export', 'export A=x', 'x'],
    ['export and tabs', '\texport\tA=x', 'x'],
    ['single quotes', `A='x#y $z "q"'`, 'x#y $z "q"'],
    ['double quotes', `A="x # y 'q'"`, `x # y 'q'`],
    ['a comment after quotes', `A="x"# y`, 'x'],
    ['escapes in double quotes', String.raw`A="a\"b\\c\nd\te"`, 'a"b\\c\nd\te'],
    ['escapes in single quotes', String.raw`A='a\'b\\c\nd'`, String.raw`a'b\c\nd`],
    ['a backslash without quotes', String.raw`A=a\nb\"c`, String.raw`a\nb\"c`],
    ['another escape', String.raw`A="a\qb"`, String.raw`a\qb`],
    ['several lines in quotes', 'A="x\ny"\nB=1', 'x\ny'],
    ['backticks', 'A=`x`', '`x`'],
    ['an equals sign', 'A=x=y==', 'x=y=='],
    ['a quoted name', `'A'=x`, 'x'],
    ['nothing', 'A=', ''],
    ['no equals sign', 'A\nB=1', undefined],
    ['a value, then no equals sign', 'A=x\nA', undefined],
    ['a name whose quote never ends', `'A=x`, undefined],
    ['a comment', '# A=x', undefined],
    ['a quote that never ends', 'A="x\nB=1', undefined],
    ['text after quotes', 'A="x"y\nB=1', undefined],
    ['the last of two lines', 'A=x\nA=y', 'y'],
    ['Windows line endings', 'A=x\r\nB=1', 'x'],
    ['classic Mac line endings', 'B=1\rA=x\rC=2', 'x'],
    ['no letters of ASCII', 'A=Müller 🙂', 'Müller 🙂'],
  ])('%s', (_what, text, value) => {
    expect(read(text)['A']).toBe(value)
  })

  it.each<[what: string, text: string, value: string]>([
    ['a variable above', 'PORT=8080\nU=http://localhost:${PORT}/callback', 'http://localhost:8080/callback'],
    ['a variable above, whose value is the environment’s', 'H=${HOST}\nU=${H}', 'env.example'],
    ['a variable of the environment', 'U=https://${HOST}/', 'https://env.example/'],
    ['one of the file rather than the environment’s', 'A=x\nU=${A}', 'x'],
    ['one that is set below: the environment’s', 'U=${A}\nA=x', 'from the environment'],
    ['in single quotes too', `P=1\nU='\${P}'`, '1'],
    ['two in one value', 'P=1\nU=${P}-${P}', '1-1'],
    ['an unknown one', 'U=a${NONE}b', 'ab'],
    ['a default', 'U=${NONE:-c#d}', 'c#d'],
    ['a default that is not needed', 'U=${HOST:-c}', 'env.example'],
    ['a default for an empty one', 'E=\nU=${E:-c}', ''],
    ['an object’s own name', 'U=${toString}${__proto__}', ''],
    ['no braces', 'U=$HOST ${ $', '$HOST ${ $'],
  ])('resolves %s', (_what, text, value) => {
    expect(read(text)['U']).toBe(value)
  })

  it('goes on after faulty lines', () => {
    expect(read('=x\n"A"=1 2\n#\n\n A="x" y\nB=1\n')).toMatchObject({ B: '1' })
  })

  it('reads a large file with many quotes in no time', () => {
    expect(read(`${'A="\\"'.repeat(100_000)}\nB=1`)['B']).toBe('1')
  })
})
