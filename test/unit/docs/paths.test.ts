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
