import { afterAll, beforeAll, expect, test } from 'vitest'
import { robot } from '../../../local-atlassian/people.ts'
import type { Status } from '../../../src/shared/local-api.ts'
import { askLocalApi } from '../../support/ask-local-api.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { eventually } from '../../support/eventually.ts'

let session: HeadlessSession

beforeAll(async () => {
  session = await startHeadlessSession()
  await session.startAgent()
})
afterAll(() => session.close())

const add = (name: string, secret: string, ...more: string[]) => {
  const { tokenUrl, apiUrl, serviceAccount } = session.atlassian
  const urls = ['--token-url', tokenUrl, '--api-url', apiUrl]
  const client = ['--kind', 'service-account', '--client-id', serviceAccount.clientId]
  return session.cli(['accounts', 'add', name, ...client, ...urls, '--client-secret-stdin', ...more], secret)
}
const token = async (name = 'ci') => (await session.cli(['token', name])).stdout.trim()
const account = async (name = 'ci') => {
  const { stdout } = await session.cli(['status', '--json'])
  return (JSON.parse(stdout) as Status).accounts.find((one) => one.name === name)
}

test('a service account has a token right after it was added, and nobody signs in', async () => {
  const { atlassian } = session
  const { code, stderr } = await add('ci', atlassian.serviceAccount.clientSecret)
  expect(stderr).toMatch(/Added ci\. Nobody needs to sign in\.\nIts first token expires at /)
  expect(code).toBe(0)
  expect(stderr).not.toContain(atlassian.serviceAccount.clientSecret)
  expect(await atlassian.introspect(await token())).toMatchObject({
    active: true,
    scope: atlassian.serviceAccount.scopes.join(' '),
  })
  expect(atlassian.counts()).toMatchObject({ authorize: 0, clientGrants: { honoured: 1, refused: 0 } })
  await eventually(account).toMatchObject({
    kind: 'service-account',
    state: 'valid',
    hasRefreshToken: false,
    autoRenewalRunning: true,
    person: { accountId: robot.accountId },
  })
  const signIn = await session.cli(['sign-in', 'ci'])
  expect(signIn).toMatchObject({ code: 0, stdout: '' })
  expect(signIn.stderr).toMatch(/needs no sign-in: it is a service account/)
  const signOut = await session.cli(['sign-out', 'ci', '--yes'])
  expect(signOut.code).toBe(2)
  expect(signOut.stderr).toMatch(/nobody signs in.*remove the account/)
})

test('it works for its sites, and the doctor has no complaint and checks no callback', async () => {
  expect((await session.cli(['test', 'ci'])).stdout).toContain(robot.name)
  const { body } = await askLocalApi<'check'>(session.dataFolder, 'POST', '/v1/check')
  expect(body.callbacks).toEqual([])
  expect(body.findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([])
})

test('it is renewed automatically and on request, with a new grant each time', async () => {
  const { atlassian } = session
  atlassian.setAccessTokenLifetime(6)
  const before = await token()
  expect(await session.cli(['renew', 'ci'])).toMatchObject({ code: 0 })
  const { honoured } = atlassian.counts().clientGrants
  await eventually(() => atlassian.counts().clientGrants.honoured).toBeGreaterThanOrEqual(honoured + 2)
  expect(atlassian.counts()).toMatchObject({ clientGrants: { refused: 0 }, refreshGrants: { asked: 0 } })
  // the next one lasts as long as the other tests take; it may be renewed once more first
  atlassian.setAccessTokenLifetime(3600)
  await eventually(async () => (await account())?.lifetimeSec).toBe(3600)
  expect(await token()).toMatch(/^\S+$/)
  expect(await token()).not.toBe(before)
})

test('a lost answer does no harm', async () => {
  const { atlassian } = session
  atlassian.setFault({ kind: 'dropAfterHonoured', grant: 'client_credentials', times: 1 })
  await session.cli(['renew', 'ci'])
  expect(await session.cli(['renew', 'ci'])).toMatchObject({ code: 0 })
  await eventually(account).toMatchObject({ problem: null, state: 'valid' })
})

test('a wrong secret is named as such, and the right one ends that', async () => {
  const { clientSecret } = session.atlassian.serviceAccount
  const { code, stderr } = await add('nightly', 'wrong', '--scopes', 'read:jira-work')
  expect(code).toBe(1)
  expect(stderr).toMatch(/Added nightly.*rejected the client ID or client secret/s)
  expect(stderr).not.toMatch(/sign in again: jira/i)
  await eventually(() => account('nightly')).toMatchObject({
    state: 'misconfigured',
    problem: { code: 'clientSecretRefused' },
  })
  const set = await session.cli(['accounts', 'set', 'nightly', '--client-secret-stdin'], clientSecret)
  expect(set).toMatchObject({ code: 0 })
  const issued = await token('nightly')
  expect(await session.atlassian.introspect(issued)).toMatchObject({ active: true, scope: 'read:jira-work' })
})

test('settings without effect are refused', async () => {
  const run = await session.cli(['accounts', 'set', 'ci', '--callback-url', 'http://localhost:9/callback'])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/callback URL of this kind of account \(Service account\) can’t be set/)
})
