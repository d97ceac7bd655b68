import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'

const read = (file: string) => readFileSync(join(rootFolder, file), 'utf8')
const rows = read('docs/electron.md')
  .split('\n')
  .filter((line) => line.startsWith('| '))
const listed = new Set(rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)))

/** What a source uses of Electron: what it imports as values, or their members. */
function usedApis(source: string): string[] {
  const clauses = [...source.matchAll(/^import (?!type )([^;']*?) from 'electron'/gm)].map(
    ([, clause = '']) => clause,
  )
  const names = clauses
    .flatMap((clause) => clause.replaceAll(/electron,|[{}]/g, '').split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
  const whole = [...source.matchAll(/const \{ (\w+) \} = electron\b/g)].map(([, name = '']) => name)
  const members = names.flatMap((name) =>
    [...source.matchAll(new RegExp(String.raw`(?<![\w.'])${name}\??\.(\w+)`, 'g'))].map(
      ([, member]) => `${name}.${member}`,
    ),
  )
  const asWhole = names.filter((name) => !members.some((member) => member.startsWith(`${name}.`)))
  return [...members, ...asWhole, ...whole].filter((name) => !name.endsWith('.ts'))
}

const sources = ['src/main', 'src/preload']
  .flatMap((folder) =>
    readdirSync(join(rootFolder, folder), { recursive: true }).map((file) => join(folder, String(file))),
  )
  .filter((file) => file.endsWith('.ts'))

test('the imports of Electron are found', () => {
  const source = `import electron, { app, Tray, type Session } from 'electron'
    const { ClipboardItem } = electron as object
    app.quit(); myapp.x(); new Tray(); './app.ts'`
  expect(usedApis(source)).toEqual(['app.quit', 'Tray', 'ClipboardItem'])
  expect(sources.filter((file) => usedApis(read(file)).length > 0).length).toBeGreaterThan(15)
})

test.each(sources)('docs/electron.md lists all that %s uses of Electron', (file) => {
  expect(usedApis(read(file)).filter((name) => !listed.has(name))).toEqual([])
})

test('docs/electron.md names the pinned version', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { electron: string } }
  expect(read('docs/electron.md')).toContain(`Electron ${devDependencies.electron} (pinned`)
})
