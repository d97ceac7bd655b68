import { expect, test } from 'vitest'
import { fileName, fileStateText, folderName } from '../../../src/renderer/files/file-texts.ts'
import type { SyncedFileSnapshot } from '../../../src/shared/snapshot.ts'

const file = (change: Partial<SyncedFileSnapshot> = {}): SyncedFileSnapshot => ({
  id: '1',
  path: '/home/ada/.env',
  kind: 'env',
  state: 'current',
  error: null,
  detail: null,
  trackedByGit: false,
  inSharedFolder: false,
  ...change,
})

test.each([
  ['/home/ada/.env', '.env', '/home/ada'],
  ['/.env', '.env', '/'],
  ['C:\\Users\\Ada\\.env', '.env', 'C:\\Users\\Ada'],
  ['/home/\u202eada/\u001b[31m.env', '[31m.env', '/home/ada'],
])('the path %s is shown as name and folder', (path, name, folder) => {
  expect(fileName(path)).toBe(name)
  expect(folderName(path)).toBe(folder)
})

test('a file that is out of date says why and what to do', () => {
  expect(fileStateText(file()).title).toBe('Up to date')
  expect(fileStateText(file({ state: 'waiting' })).title).toBe('Waiting for the next token')
  expect(fileStateText(file({ state: 'expired' }))).toMatchObject({ tone: 'bad', title: 'Expired' })
  expect(fileStateText(file({ state: 'failed', error: 'syncedFileDiskFull' }))).toMatchObject({
    tone: 'bad',
    text: 'There is no space left for this file. Its previous content is unchanged. Free some space. Syncing is retried automatically.',
  })
  const odd = file({ state: 'failed', error: 'syncedFileUnusable', detail: 'it is too large' })
  expect(fileStateText(odd).text).toMatch(/^This file can’t be synced: it is too large\. Choose/)
})
