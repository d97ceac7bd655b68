import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

const list = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))

const sources = [
  ...['src', 'test', 'scripts', 'local-atlassian'].flatMap(list),
  'electron.vite.config.ts',
  'vitest.config.ts',
]
const documents = ['README.md', 'CONTRIBUTING.md', ...list('docs').filter((file) => file.endsWith('.md'))]

it.each(documents)('%s names only source files that exist', (document) => {
  const named = [...readFileSync(join(root, document), 'utf8').matchAll(/`([\w./-]+\.(?:ts|tsx|mjs))`/g)]
  const missing = named
    .map(([, path = '']) => path)
    .filter((path) => !sources.some((file) => file === path || file.endsWith(`/${path}`)))
  expect(missing).toEqual([])
})

it.each(documents)('%s quotes only lines that its source files have', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  // `quoted line` in `path`, and in `another path`
  const quotes = [...text.matchAll(/`([^`]+)` in `([\w./-]+)`((?:, and in `[\w./-]+`)*)/g)].flatMap(
    ([, quoted = '', first = '', more = '']) =>
      [first, ...[...more.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)].map((path) => ({
        quoted,
        path,
      })),
  )
  const inSources = quotes.filter(({ path }) =>
    /^(src\/.*\.ts|electron-builder\.yml|package\.json)$/.test(path),
  )
  const missing = inSources.filter(
    ({ quoted, path }) => !readFileSync(join(root, path), 'utf8').includes(quoted),
  )
  expect(missing).toEqual([])
  if (document === 'docs/security.md') expect(inSources.length).toBeGreaterThan(15)
})

it('switches off no protection of Electron’s anywhere', () => {
  const main = sources.filter((file) => file.startsWith('src/main/'))
  const weak = /webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|allowpopups/
  expect(main.filter((file) => weak.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})
