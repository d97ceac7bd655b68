import { readdirSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { parseSync, Visitor, type ESTree } from 'vite'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const maxLines = 60

interface Measured {
  readonly name: string
  readonly lines: number
}

/** Each function's own lines: without blank lines, comments, and the functions inside it. */
function measureFunctions(file: string, text: string): Measured[] {
  const { program, comments, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  let code = text
  for (const { start, end } of comments)
    code = code.slice(0, start) + code.slice(start, end).replaceAll(/\S/g, ' ') + code.slice(end)
  const isCode = code.split('\n').map((line) => line.trim() !== '')
  const starts = [0, ...Array.from(code.matchAll(/\n/g), ({ index }) => index + 1)]
  const lineAt = (offset: number) => starts.findLastIndex((start) => start <= offset)

  const found: Measured[] = []
  /** For each function around the current one, the lines that functions inside it take. */
  const inner: Set<number>[] = []
  const enter = () => inner.push(new Set())
  const exit = ({ id, start, end }: ESTree.Function | ESTree.ArrowFunctionExpression) => {
    const first = lineAt(start)
    const all = Array.from({ length: lineAt(end) - first + 1 }, (_, index) => first + index)
    const taken = inner.pop()!
    const own = all.filter((line) => isCode[line] === true && !taken.has(line))
    found.push({ name: `${file} ${id?.name ?? `line ${first + 1}`}`, lines: own.length })
    // its first line belongs to both
    for (const line of all.slice(1)) inner.at(-1)?.add(line)
  }
  new Visitor({
    FunctionDeclaration: enter,
    FunctionExpression: enter,
    ArrowFunctionExpression: enter,
    'FunctionDeclaration:exit': exit,
    'FunctionExpression:exit': exit,
    'ArrowFunctionExpression:exit': exit,
  }).visit(program)
  return found
}

const isLong = ({ lines }: Measured): boolean => lines > maxLines

it('counts the lines of a function without blank lines, comments, and the functions inside it', () => {
  const text = `
/** Not counted: it is above. */
export function List({ names }: { readonly names: readonly string[] }) {
  // not counted
  const shout = (name: string) => {
    const loud = name.toUpperCase()
    return loud // counted
  }

  return (
    <ul>
      {names.map((name) => (
        <li>{shout(name)}</li>
      ))}
    </ul>
  )
}
`
  expect(measureFunctions('list.tsx', text)).toEqual([
    { name: 'list.tsx line 5', lines: 4 },
    { name: 'list.tsx line 12', lines: 3 },
    { name: 'list.tsx List', lines: 8 },
  ])
})

it('finds a function that is one line too long', () => {
  const withLines = (count: number) => `function f() {\n${'  g()\n'.repeat(count - 2)}}\n`
  expect(measureFunctions('short.ts', withLines(maxLines)).filter(isLong)).toEqual([])
  expect(measureFunctions('long.ts', withLines(maxLines + 1)).filter(isLong)).toEqual([
    { name: 'long.ts f', lines: maxLines + 1 },
  ])
})

it('keeps functions short', () => {
  const measured = readdirSync(resolve(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => resolve(entry.parentPath, entry.name))
    .flatMap((path) =>
      measureFunctions(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')),
    )
  expect(measured.length).toBeGreaterThan(1000)
  expect(measured.filter(isLong)).toEqual([])
})
