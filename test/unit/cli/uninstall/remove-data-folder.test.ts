import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { removeDataFolder } from '../../../../src/cli/uninstall/remove-data-folder.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const ours = [
  'settings.json',
  'settings.last-good.json',
  'settings.damaged-2026-11-28T10-00-00-2.json',
  '.jira-token-tray-1a2b.tmp',
  'history.jsonl',
  'owner/1',
  'display',
]
/** As Electron 33 leaves them. */
const chromiums = [
  'Cache/x',
  'Code Cache/x',
  'GPUCache/x',
  'DawnGraphiteCache/x',
  'Local Storage/x',
  'Session Storage/x',
  'Network Persistent State',
  'Shared Dictionary/x',
  'SharedStorage',
  'SharedStorage-wal',
  'Trust Tokens-journal',
  'Preferences',
  'Local State',
  'Crashpad/x',
  'DevToolsActivePort',
]

async function folderWith(paths: readonly string[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  return folder
}

it('a folder with nothing but what the app and Chromium keep goes as a whole', async () => {
  const folder = await folderWith([...ours, ...chromiums, 'logs/a.log', 'tokens/work.token'])
  removeDataFolder(folder)
  expect(existsSync(folder)).toBe(false)
})

it.each([
  'notes.txt',
  '.git/HEAD',
  'settings',
  'Cookies.txt',
  'my settings.json',
  'history.md',
  'npm-cache/x',
])('beside %s, everything stays that may be of others', async (other) => {
  const folder = await folderWith([...ours, other, 'logs/theirs.log', 'Cache/theirs'])
  expect(() => removeDataFolder(folder)).toThrow(other.split('/')[0])
  expect(new Set(readdirSync(folder))).toEqual(new Set([other.split('/')[0], 'logs', 'Cache']))
})
