import { readdir, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { noticesFile } from '../../scripts/third-party-notices.ts'

// `npm test` builds before it runs the tests
const notices = await readFile(noticesFile, 'utf8')
const sections = [
  ...notices.matchAll(/^={100}\n(\S+) (\S+) \((.+)\)\nIn: (.+)\n={100}\n\n([^]*?)(?=\n={100}\n|$(?![^]))/gm),
].map(([, name = '', version = '', license = '', programs = '', text = '']) => ({
  name,
  version,
  license,
  programs,
  text,
}))
const names = sections.map(({ name }) => name)

/** The packages that our sources import, with code and not just types. */
async function importedPackages(): Promise<string[]> {
  const src = join(rootFolder, 'src')
  const files = (await readdir(src, { recursive: true })).filter((file) => /\.tsx?$/.test(file))
  const sources = await Promise.all(files.map((file) => readFile(join(src, file), 'utf8')))
  const pattern = /^(?:import|export) (?!type )(?:[^';]*? from )?'([^.'][^']*)'|\bimport\('([^.'][^']*)'\)/gm
  const specifiers = sources.flatMap((text) =>
    [...text.matchAll(pattern)].map(([, one, other]) => one ?? other ?? ''),
  )
  const packages = specifiers.map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '')
  return [...new Set(packages)].filter((name) => !isBuiltin(name) && name !== 'electron').toSorted()
}

test('every package that our sources import has a notice', async () => {
  const imported = await importedPackages()
  expect(imported).toEqual(expect.arrayContaining(['axios', 'keytar', 'oauth4webapi', 'preact', 'zod']))
  const own = (name: string) => (name === 'keytar' ? '@github/keytar' : name)
  expect(imported.filter((name) => !names.includes(own(name)))).toEqual([])
})

test('every notice has the text of its license', () => {
  expect(sections.length).toBeGreaterThan(10)
  const without = sections.filter(({ text }) => text.length < 300 || !/copyright|licen[cs]e/i.test(text))
  expect(without.map(({ name }) => name)).toEqual([])
})

test('every notice is the one of the version that is installed, and says which programs have it', async () => {
  const lock = JSON.parse(await readFile(join(rootFolder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; name?: string }>
  }
  const installed = Object.entries(lock.packages).map(
    ([path, { name, version }]) => `${name ?? path.replace(/^.*node_modules\//, '')} ${version}`,
  )
  expect(sections.filter(({ name, version }) => !installed.includes(`${name} ${version}`))).toEqual([])
  const programs = new Set(sections.flatMap((section) => section.programs.split(', ')))
  expect([...programs].toSorted()).toEqual(['Node library', 'app', 'jira-token', 'window'])
})

// these have no conditions but to keep the notice
test('no library has a license that asks for more than its notice', () => {
  const known = /^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|BlueOak-1\.0\.0)$/
  expect(
    sections.filter(({ license }) => !known.test(license)).map(({ name, license }) => ({ name, license })),
  ).toEqual([])
})
