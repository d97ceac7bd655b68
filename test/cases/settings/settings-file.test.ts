import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

let session: HeadlessSession

beforeEach(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }, { name: 'play' }])
})
afterEach(() => session.close())

const settingsFile = () => join(session.dataFolder, 'settings.json')

async function editSettings(change: (text: string) => string | Buffer): Promise<void> {
  await writeFile(settingsFile(), change(await readFile(settingsFile(), 'utf8')))
}

/** Starts an owner, which reads and writes the settings, and ends it. */
async function useOnce(): Promise<void> {
  expect(await session.cli(['accounts', 'use', 'play'])).toMatchObject({ code: 0 })
  expect(await session.cli(['accounts', 'use', 'work'])).toMatchObject({ code: 0 })
  expect(await session.cli(['agent', 'stop', '--yes'])).toMatchObject({ code: 0 })
}

const getToken = (name: string) => session.cli(['token', name])

test('settings that an editor saved with a byte order mark are read', async () => {
  await editSettings((text) => `\uFEFF${text}`)
  expect(await getToken('work')).toMatchObject({ code: 0, stderr: '' })
})

test.for([
  ['cut off in the middle', (text: string) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['full of zero bytes', (text: string) => '\0'.repeat(text.length)],
  ['written with a trailing comma', (text: string) => text.replace(/\}\s*$/, ',}')],
  ['saved as UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
] as const)('settings that are %s are replaced by the last good ones', async ([, damage]) => {
  await useOnce()
  await editSettings(damage)
  expect(await getToken('work')).toMatchObject({ code: 0, stderr: '' })
  expect(await getToken('play')).toMatchObject({ code: 0, stderr: '' })
})

test('an unreadable record affects no other account, and is kept in a separate file', async () => {
  await editSettings((text) => {
    const content = JSON.parse(text) as { accounts: { name: string; clientId: unknown }[] }
    const accounts = content.accounts.map((one) => (one.name === 'play' ? { ...one, clientId: 17 } : one))
    return JSON.stringify({ ...content, accounts })
  })
  expect(await getToken('work')).toMatchObject({ code: 0, stderr: '' })
  const [kept = ''] = (await readdir(session.dataFolder)).filter((name) => name.includes('damaged'))
  expect(await readFile(join(session.dataFolder, kept), 'utf8')).toContain('"play"')
})
