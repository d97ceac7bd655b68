import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { expect, test } from 'vitest'
import { collectNotices } from '../../../scripts/third-party-notices.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

type Files = Readonly<Record<string, string>>

/** A package with these files in its own `node_modules`; resolves with its folder. */
async function install(root: string, name: string, files: Files): Promise<string> {
  const folder = join(root, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: 'MIT' }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
  return folder
}

/** As the bundler calls a plugin, with one chunk. */
async function generate(
  plugin: Plugin,
  moduleIds: readonly string[],
  imports: readonly string[] = [],
): Promise<void> {
  const { generateBundle } = plugin as unknown as {
    generateBundle(options: null, bundle: unknown): Promise<void>
  }
  const chunk = { type: 'chunk', fileName: 'index.js', moduleIds, imports, dynamicImports: [] }
  await generateBundle(null, { 'index.js': chunk, 'index.css': { type: 'asset' } })
}

/** The notices of a bundle with these modules. */
async function noticesOf(moduleIds: readonly string[], imports: readonly string[] = []): Promise<string> {
  const file = join(await temporaryFolder(), 'out/NOTICES.txt')
  await generate(collectNotices(file)('app'), moduleIds, imports)
  return readFile(file, 'utf8')
}

const readme = (section: string) => `# example\n\nIt is under MIT.\n\n${section}\n\n## Else\n\nmore\n`
const mit = 'Copyright (c) Ada Lovelace\n\nPermission is hereby granted …'

test.each<[string, Files]>([
  ['LICENSE', { LICENSE: mit }],
  ['license', { license: mit }],
  ['LICENCE.md', { 'LICENCE.md': mit }],
  ['LICENSE-MIT', { 'LICENSE-MIT': mit }],
  ['COPYING', { COPYING: mit }],
  ['a section of README.md', { 'README.md': readme(`## License\n\n${mit}`) }],
  ['an underlined section of readme.markdown', { 'readme.markdown': readme(`License\n-------\n\n${mit}`) }],
])('the license of a bundled package may be in %s', async (_, files) => {
  const folder = await install(await temporaryFolder(), 'example', files)
  const notices = await noticesOf([join(folder, 'index.js')])
  expect(notices).toContain('example 1.2.3 (MIT)\nIn: app\n')
  expect(notices).toContain(mit)
  expect(notices).not.toContain('more')
})

test.each<[string, Files]>([
  ['nothing', {}],
  ['only the name of the license', { 'README.md': readme('## License\n\nMIT') }],
  ['only code with such a name', { 'license.js': mit, 'licenses.json': mit }],
])('a package with %s is not shipped', async (_, files) => {
  const folder = await install(await temporaryFolder(), 'example', files)
  await expect(noticesOf([join(folder, 'index.js')])).rejects.toThrow(/^example 1\.2\.3 has no license text/)
})

test('several licenses and notices of a package are all there', async () => {
  const folder = await install(await temporaryFolder(), '@scope/example', {
    LICENSE: mit,
    NOTICE: 'Based on x',
  })
  const notices = await noticesOf([join(folder, 'dist/index.js'), join(folder, 'dist/more.js')])
  expect(notices).toContain(`${mit}\n\nBased on x\n`)
  expect(notices.match(/@scope\/example/g)).toHaveLength(1)
})

test('a package inside another one is a package of its own', async () => {
  const outer = await install(await temporaryFolder(), 'outer', { LICENSE: `outer: ${mit}` })
  const inner = await install(outer, 'inner', { LICENSE: `inner: ${mit}` })
  const notices = await noticesOf([join(inner, 'index.js')])
  expect(notices).toContain('inner: Copyright')
  expect(notices).not.toContain('outer')
})

test('our own modules, Node’s, and Electron need no notice here', async () => {
  const notices = await noticesOf(['/project/src/main/index.ts'], ['node:fs', 'path', 'electron', 'index.js'])
  expect(notices).not.toContain('====')
})

test('what the bundler adds, and what is installed beside the bundle, need one', async () => {
  const notices = await noticesOf(['\0rolldown/runtime.js'], ['keytar'])
  const names = [...notices.matchAll(/^(\S+) [\d.]+ \(.*\)$/gm)].map(([, name]) => name)
  // the last one is compiled into keytar's binary
  expect(names).toEqual(['@github/keytar', 'node-addon-api', 'rolldown'])
})

test('one file has the packages of all programs, and says which have them', async () => {
  const root = await temporaryFolder()
  const [both = '', one = ''] = await Promise.all(
    ['both', 'one'].map((name) => install(root, name, { LICENSE: `${name}: ${mit}` })),
  )
  const file = join(root, 'NOTICES.txt')
  const noticesFor = collectNotices(file)
  await generate(noticesFor('window'), [join(both, 'index.js')])
  await generate(noticesFor('app'), [join(both, 'index.js'), join(one, 'index.js')])
  const notices = await readFile(file, 'utf8')
  expect(notices).toMatch(/^both 1\.2\.3 \(MIT\)\nIn: app, window\n/m)
  expect(notices).toMatch(/^one 1\.2\.3 \(MIT\)\nIn: app\n/m)
  expect(notices.match(/both: Copyright/g)).toHaveLength(1)
})
