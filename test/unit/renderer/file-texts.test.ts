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
  ...change,
})

test.each([
  ['/home/ada/.env', '.env', '/home/ada'],
  ['/.env', '.env', '/'],
  ['C:\\Users\\Ada\\.env', '.env', 'C:\\Users\\Ada'],
])('the path %s is shown as name and folder', (path, name, folder) => {
  expect(fileName(path)).toBe(name)
  expect(folderName(path)).toBe(folder)
})

test('an outdated file shows why and what to do', () => {
  expect(fileStateText(file()).title).toBe('Current')
  expect(fileStateText(file({ state: 'waiting' })).title).toBe('Waits for the next token')
  expect(fileStateText(file({ state: 'failed', error: 'syncedFileDiskFull' }))).toMatchObject({
    tone: 'bad',
    text: 'There is no space left for this file. What was in it before is still there. Free some space. The app tries again by itself.',
  })
  const odd = file({ state: 'failed', error: 'syncedFileUnusable', detail: 'it is too large' })
  expect(fileStateText(odd).text).toMatch(/^This file can’t be kept current: it is too large\. Pick/)
})
