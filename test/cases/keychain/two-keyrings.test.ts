import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'
import { eventually } from '../../support/eventually.ts'
import {
  loginCollection,
  openSecretCollections,
  type SecretCollections,
} from '../../support/secret-collections.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

let session: SignedInSession
let keyrings: SecretCollections

beforeEach(async () => {
  session = await startSignedInSession(['work'])
  keyrings = await openSecretCollections(session.desktop.busAddress ?? '')
  onTestFinished(() => keyrings.close())
})

/** The first line of the tray's menu. */
const trayText = async (): Promise<string> => (await session.panel.labels())[0] ?? ''

async function launch(): Promise<void> {
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.panel.labels(), 60_000).toContain('Renew now')
}

async function renew(times: number): Promise<void> {
  await session.panel.click('Renew now')
  await eventually(() => session.atlassian.counts().refreshGrants.honoured, 60_000).toBe(times)
  await eventually(trayText, 60_000).toMatch(/left, renews at/)
}

/** What the provider says about the token that a program gets now. */
async function introspectToken() {
  const { stdout } = await session.cli(['token', 'work'])
  return session.atlassian.introspect(stdout.trim())
}

// these labels sort before and after the first keyring's: keyrings are searched in order
test.for(['another', 'zweiter'])(
  'with a new default keyring, “%s”, the newest token survives a restart',
  async (label) => {
    await launch()
    await keyrings.setDefault(await keyrings.make(label))
    await renew(1)
    expect(await introspectToken()).toMatchObject({ active: true, newest: true })

    await session.app.quit()
    await launch()
    expect(await introspectToken()).toMatchObject({ active: true, newest: true })
  },
)

test('when another keyring becomes the default for a while, the newest token survives a restart', async () => {
  await launch()
  await keyrings.setDefault(await keyrings.make('another'))
  await renew(1)
  await keyrings.setDefault(loginCollection)
  await renew(2)

  await session.app.quit()
  await launch()
  expect(await introspectToken()).toMatchObject({ active: true, newest: true })
})

test('signing out leaves nothing behind in either keyring', async () => {
  await launch()
  await keyrings.setDefault(await keyrings.make('another'))
  await renew(1)
  expect(await session.cli(['sign-out', 'work', '--yes'])).toMatchObject({ code: 0 })
  const secrets = (await session.keychain()).map(({ tokenSet }) => tokenSet)
  expect(secrets.filter((tokenSet) => tokenSet !== null)).toEqual([])
})

test('a renewal leaves one copy, in the default keyring', async () => {
  await launch()
  const another = await keyrings.make('another')
  await keyrings.setDefault(another)
  await renew(1)
  const items = await keyrings.itemsOf('work')
  expect(items).toEqual([expect.stringContaining(`${another}/`)])
})

test('a secret in a locked keyring counts as locked, not gone, while the default keyring is open', async () => {
  await keyrings.setDefault(await keyrings.make('another'))
  await keyrings.lock(loginCollection)
  await session.launch({ args: ['--hidden'] })
  await eventually(trayText, 60_000).toMatch(/keychain locked/)
  const { code, stderr } = await session.cli(['token', 'work'])
  expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringMatching(/locked/) as string })
  expect(stderr).not.toMatch(/sign in again/i)
  expect(session.notifications.shown().map(({ title }) => title)).toEqual([])
  expect(await recordsOnDisk(session)).toMatchObject([{ hasToken: true, hasClientSecret: true }])
})

test('a locked keyring that is not the default is used as soon as it is unlocked', async () => {
  await keyrings.setDefault(await keyrings.make('another'))
  await keyrings.lock(loginCollection)
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.panel.hasIcon(), 60_000).toBe(true)
  await eventually(trayText, 60_000).toMatch(/^work: (?!opening)/i)
  await keyrings.unlock(loginCollection)
  await eventually(trayText, 90_000).toMatch(/left, renews at/)
  expect(await introspectToken()).toMatchObject({ active: true })
})
