import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const source = resolve(import.meta.dirname, '../../src')

/** Which folders each folder may import from, beside itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  core: ['shared'],
  adapters: ['shared', 'core'],
  main: ['shared', 'core', 'adapters', 'mcp'],
  cli: ['shared', 'core', 'adapters', 'mcp'],
  api: ['shared', 'core', 'adapters'],
  'index.ts': ['shared', 'adapters', 'api'],
  mcp: ['shared', 'core', 'adapters', 'api'],
  preload: ['shared'],
  renderer: ['shared'],
}

/** Which packages each folder may import; `node:` stands for Node's own modules. */
const mayUse: Readonly<Record<string, RegExp>> = {
  shared: /^zod$/,
  core: /^$/,
  adapters:
    /^(node:|zod$|axios$|keytar$|oauth4webapi$|eventsource-parser$|@jellybrick\/dbus-next$|electron-log\/node$)/,
  main: /^(node:|zod$|electron$|electron-store$|keytar$)/,
  cli: /^(node:(?!https?$)|conf$|keytar$)/,
  api: /^(node:|axios$)/,
  'index.ts': /^$/,
  mcp: /^(node:|eventsource-parser$|jsonc-parser$|@modelcontextprotocol\/client$)/,
  preload: /^electron$/,
  renderer: /^(preact($|\/)|\.\/.*\.css$)/,
}

interface Import {
  readonly file: string
  readonly folder: string
  readonly from: string
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|\n\s*import\s+'([^']+)'/g

const imports: Import[] = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    const file = relative(source, path)
    const folder = file.split('/')[0]!
    return [...readFileSync(path, 'utf8').matchAll(importPattern)].map((match) => ({
      file,
      folder,
      from: match[1] ?? match[2] ?? match[3]!,
    }))
  })

const isRelative = (from: string) => from.startsWith('.')

function targetFolder({ file, from }: Import): string {
  return relative(source, resolve(source, dirname(file), from)).split('/')[0]!
}

it('reads the imports of every folder', () => {
  expect(new Set(imports.map(({ folder }) => folder))).toEqual(new Set(Object.keys(mayImport)))
})

it('lets arrows between folders go one way only', () => {
  const wrong = imports.filter(
    (one) =>
      isRelative(one.from) &&
      targetFolder(one) !== one.folder &&
      !(mayImport[one.folder] ?? []).includes(targetFolder(one)),
  )
  expect(wrong).toEqual([])
})

it('keeps packages where they belong: electron in main and preload, nothing at all in core', () => {
  const wrong = imports.filter((one) => !isRelative(one.from) && !mayUse[one.folder]?.test(one.from))
  expect(wrong).toEqual([])
})

it('keeps schemas out of the window: the renderer takes only types from the files that make them', () => {
  const withSchemas = new Set(imports.filter(({ from }) => from === 'zod').map(({ file }) => file))
  const wrong = imports.filter((one) => {
    if (one.folder !== 'renderer' || !isRelative(one.from)) return false
    const target = relative(source, resolve(source, dirname(one.file), one.from))
    if (!withSchemas.has(target)) return false
    const text = readFileSync(join(source, one.file), 'utf8')
    return !new RegExp(`import type [^']*'${one.from.replaceAll('.', '\\.')}'`).test(text)
  })
  expect(wrong).toEqual([])
})
