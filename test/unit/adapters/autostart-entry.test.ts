import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  autostartEntry,
  getAutostartFile,
  isEntryOn,
  isStale,
  parseAutostart,
} from '../../../src/adapters/desktop/autostart-entry.ts'
import { parseDesktopEntry, parseExec } from '../../support/desktop-entry.ts'

const plain = autostartEntry({ command: ['/opt/app', '--hidden'], dataFolder: null })

const oddPaths = [
  '/opt/Jira Token Tray/app',
  '/a"quoted"/app',
  "/it's/app",
  String.raw`/back\slash\\twice\n/app`,
  '/$HOME/${x}/$(id)/app',
  '/`id`/app',
  '/100%/%f%%U/app',
  '/a=b;c&d|e<f>g*h?i#j(k)~/app',
  '/two\nlines\tand\rmore/app',
  '/Jürgen/日本/app',
]

it.each(oddPaths)('starts %j, with its data folder', (path) => {
  const entry = { command: [path, '--no-sandbox', path, '--hidden'], dataFolder: `${path} data` }
  const text = autostartEntry(entry)
  expect(parseExec(parseDesktopEntry(text)['Exec'] ?? '')).toEqual([
    '/usr/bin/env',
    `JIRA_TOKEN_HOME=${entry.dataFolder}`,
    ...entry.command,
  ])
  expect(parseDesktopEntry(text)['TryExec']).toBe(path)
  expect(parseAutostart(text)).toEqual(entry)
  expect(isEntryOn(text)).toBe(true)
})

it('names the app alone if its data is in the default folder', () => {
  expect(parseExec(parseDesktopEntry(plain)['Exec'] ?? '')).toEqual(['/opt/app', '--hidden'])
  expect(parseAutostart(plain)).toEqual({ command: ['/opt/app', '--hidden'], dataFolder: null })
})

it.each([
  ['Xfce', `${plain}Hidden=true\n`],
  ['an editor that adds spaces', `${plain}Hidden = true\n`],
  ['GNOME', plain.replace('enabled=true', 'enabled=false')],
  ['MATE', `${plain}X-MATE-Autostart-enabled=false\n`],
  ['a program that writes Windows line ends', `${plain}Hidden=true\n`.replaceAll('\n', '\r\n')],
])('an entry that was turned off by %s is off', (_who, text) => {
  expect(isEntryOn(text)).toBe(false)
})

it.each([
  ['not hidden', `${plain}Hidden=false\n`],
  ['hidden in another group', `${plain}[Desktop Action x]\nHidden=true\n`],
  ['hidden in a comment', `${plain}# Hidden=true\n`],
  ['another key that ends like it', `${plain}X-Not-Hidden=true\n`],
])('an entry that is %s is on', (_what, text) => {
  expect(isEntryOn(text)).toBe(true)
})

it('reads what others wrote: words without quotes, or nothing', () => {
  expect(parseAutostart('[Desktop Entry]\nExec=/opt/app --hidden\n')?.command).toEqual([
    '/opt/app',
    '--hidden',
  ])
  expect(parseAutostart('[Desktop Entry]\n')).toBeNull()
  expect(parseAutostart('')).toBeNull()
})

it('replaces an entry whose program is gone, or which starts another installed app with the same data', () => {
  const node = process.execPath
  const entry = (program: string, dataFolder: string | null = null) => ({ command: [program], dataFolder })
  const mine = entry('/opt/app')
  expect(isStale(entry('/gone/app'), mine, false)).toBe(true)
  expect(isStale(entry('/gone/app', '/other'), mine, false)).toBe(true)
  expect(isStale(null, mine, false)).toBe(true)
  expect(isStale(entry(node), mine, true)).toBe(true)
  // a checkout is started now and then, and should not replace an installed app
  expect(isStale(entry(node), mine, false)).toBe(false)
  expect(isStale(entry(node, '/other'), mine, true)).toBe(false)
  expect(isStale(entry(node), entry(node), true)).toBe(false)
  expect(isStale(entry('app-on-path'), entry('app-on-path'), true)).toBe(false)
})

it('ignores a relative XDG_CONFIG_HOME, like desktops do', () => {
  expect(getAutostartFile({ XDG_CONFIG_HOME: '/x' })).toBe(join('/x/autostart/jira-token-tray.desktop'))
  expect(getAutostartFile({ XDG_CONFIG_HOME: 'x' })).toBe(getAutostartFile({}))
})
