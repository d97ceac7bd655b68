import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import type { RecordsContent } from '../../../src/adapters/settings/records-file.ts'
import { eventually } from '../../support/eventually.ts'

let session: HeadlessSession
let settingsFile: string

beforeEach(async () => {
  session = await startHeadlessSession()
  settingsFile = join(session.dataFolder, 'settings.json')
  await putSignedInAccounts(session, [{ name: 'work' }, { name: 'gone' }])
})
afterEach(() => session.close())

async function changeGone(change: (accounts: RecordsContent['accounts']) => unknown[]): Promise<void> {
  const content = JSON.parse(await readFile(settingsFile, 'utf8')) as RecordsContent
  await writeFile(settingsFile, JSON.stringify({ ...content, accounts: change(content.accounts) }))
}

const keychainIds = async () => (await session.keychain()).map(({ accountId }) => accountId).sort()

test('secrets that a removed account left in the keychain are deleted at the next start', async () => {
  await changeGone((accounts) => accounts.filter(({ id }) => id !== 'gone'))
  expect(await session.cli(['token', 'work'])).toMatchObject({ code: 0 })
  await eventually(keychainIds).toEqual(['work'])
})

test('an account that can’t be read is shown, keeps its secrets, and comes back once it is corrected', async () => {
  await changeGone((accounts) => accounts.map((one) => (one.id === 'gone' ? { ...one, clientId: 17 } : one)))
  for (const command of [['status'], ['accounts', 'list']]) {
    const { stdout } = await session.cli(command)
    expect(stdout).toContain('“gone” can’t be used')
    expect(stdout).toMatch(/^work \*/m)
  }
  await session.cli(['agent', 'stop', '--yes'])
  // again, with the settings that this version has written
  expect((await session.cli(['status'])).stdout).toContain('“gone” can’t be used')
  await session.cli(['agent', 'stop', '--yes'])
  const text = await readFile(settingsFile, 'utf8')
  await writeFile(
    settingsFile,
    text.replace(/"clientId":\s*17/, `"clientId": "${session.atlassian.clientId}"`),
  )
  expect(await session.cli(['token', 'gone'])).toMatchObject({ code: 0, stderr: '' })
  expect(await keychainIds()).toEqual(['gone', 'work'])
})
