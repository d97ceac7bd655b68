import { expect, test } from 'vitest'
import { checkAccount } from '../../../src/owner/checks/check-account.ts'
import { checkKeychain } from '../../../src/owner/checks/check-keychain.ts'
import { checkNetwork } from '../../../src/owner/checks/check-network.ts'
import type { FetchLike } from '../../../src/adapters/http/limited-fetch.ts'
import type { PresentedCertificate } from '../../../src/network/certificate-chain.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import type { TestResult } from '../../../src/shared/ipc-contract.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'
import { createFakeClock, startMs } from '../../support/fakes/fake-clock.ts'
import { createFakeEntropy } from '../../support/fakes/fake-entropy.ts'
import { createFakeSecretStore } from '../../support/fakes/fake-secret-store.ts'
import { accountFixture, acme, ada, currentToken } from '../../../scripts/fixtures/accounts.ts'

const clock = createFakeClock()

test('the keychain check writes, reads, and cleans up', async () => {
  const secrets = createFakeSecretStore()
  const finding = await checkKeychain({ secrets, clock, entropy: createFakeEntropy() })
  expect(finding).toMatchObject({ name: 'keychain', verdict: 'ok' })
  expect(secrets.calls).toEqual(['write', 'read', 'remove'])
  expect(secrets.items.size).toBe(0)
})

test.each(['keychainLocked', 'keychainMissing', 'keychainFailed'] as const)(
  '%s is reported',
  async (code) => {
    const secrets = createFakeSecretStore()
    secrets.break(code)
    const finding = await checkKeychain({ secrets, clock, entropy: createFakeEntropy() })
    expect(finding.verdict).toBe('failed')
    expect(finding.remedy).not.toBe('')
  },
)

test('a keychain that returns something else is reported', async () => {
  const secrets = createFakeSecretStore()
  const odd = { ...secrets, read: async () => null }
  expect(await checkKeychain({ secrets: odd, clock, entropy: createFakeEntropy() })).toMatchObject({
    verdict: 'failed',
  })
  expect(secrets.items.size).toBe(0)
})

/** The network, using this fetch. */
const look = (
  fetch: FetchLike,
  proxy = { used: null as string | null, ignored: null as string | null },
  certificatesOf = (): Promise<readonly PresentedCertificate[]> => Promise.reject(new Error('no connection')),
) =>
  checkNetwork({ clock, fetch, proxyFor: async () => proxy, certificatesOf }, [accountForm(), accountForm()])

const answerAt = (ms: number, status = 405) =>
  new Response(null, { status, headers: { date: new Date(ms).toUTCString() } })

test('each server is asked once, and its answer shows the route and the time', async () => {
  const asked: string[] = []
  const findings = await look(async (url) => {
    asked.push(url)
    return answerAt(startMs)
  })
  expect(asked).toEqual(['https://auth.atlassian.com/oauth/token', 'https://api.atlassian.com'])
  expect(findings.map(({ name, verdict, finding }) => `${name} ${verdict} ${finding}`)).toEqual([
    'clock ok matches the server’s',
    'network ok https://auth.atlassian.com answers in 0 ms, directly',
    'network ok https://api.atlassian.com answers in 0 ms, directly',
  ])
})

test('a clock that is minutes off is reported, with the direction', async () => {
  expect((await look(async () => answerAt(startMs + 300_000)))[0]).toMatchObject({
    verdict: 'warning',
    finding: '5 min behind the server’s',
  })
  expect((await look(async () => answerAt(startMs - 301_000)))[0]).toMatchObject({
    verdict: 'warning',
    finding: '5 min ahead of the server’s',
  })
})

test('a cached answer says nothing about the clock', async () => {
  const cached = new Response(null, { headers: { date: new Date(0).toUTCString(), age: '9' } })
  expect((await look(async () => cached))[0]!.finding).toMatch(/^not checked/)
})

test('a server that is unreachable or failing is reported, and a proxy in use is named', async () => {
  const proxy = { used: 'PROXY proxy.example:3128', ignored: null }
  const [, offline] = await look(() => Promise.reject(new AppError('offline')), proxy)
  expect(offline).toMatchObject({ verdict: 'failed' })
  expect(offline!.finding).toContain('through PROXY proxy.example:3128 (offline)')
  const [, failing] = await look(async () => answerAt(startMs, 503))
  expect(failing).toMatchObject({ verdict: 'warning' })
  const [, ignored] = await look(async () => answerAt(startMs), { used: null, ignored: 'proxy:1' })
  expect(ignored).toMatchObject({ verdict: 'warning', finding: expect.stringContaining('proxy:1') })
})

test('a rejected certificate is shown with its issuers, and the way out is said', async () => {
  const certificates = [
    { subject: 'jira.example', issuer: 'Inspection\u202e CA', validTo: 'Nov 29 20:00:00 2026 GMT' },
    { subject: 'Inspection CA', issuer: 'Inspection CA', validTo: 'Nov 29 20:00:00 2036 GMT' },
  ]
  const refused = () => Promise.reject(new AppError('certificateUntrusted'))
  const [, shown] = await look(refused, undefined, async () => certificates)
  expect(shown).toMatchObject({ verdict: 'failed', remedy: expect.stringContaining('--ca-file') })
  expect(shown!.finding).toBe(
    'https://auth.atlassian.com can’t be reached, directly (certificate not trusted). Its certificates: jira.example, issued by Inspection CA, valid until Nov 29 20:00:00 2026 GMT; Inspection CA, issued by itself, valid until Nov 29 20:00:00 2036 GMT',
  )
  const [, unseen] = await look(refused)
  expect(unseen!.finding).toBe(
    'https://auth.atlassian.com can’t be reached, directly (certificate not trusted)',
  )
})

test('no server is asked without accounts', async () => {
  expect(
    await checkNetwork(
      { clock, fetch: fetch, proxyFor: () => Promise.reject(new Error()), certificatesOf: async () => [] },
      [],
    ),
  ).toEqual([])
})

const works: TestResult = { milliseconds: 7, sites: [acme], person: ada, server: null, personError: null }

const verdicts = async (
  change: Parameters<typeof accountFixture>[1],
  test = async () => works,
): Promise<Record<string, string>> => {
  const findings = await checkAccount({ test }, accountFixture(startMs, change))
  return Object.fromEntries(findings.map(({ name, verdict }) => [name, verdict]))
}

test('nothing is reported for a healthy account', async () => {
  expect(await verdicts({})).toEqual({ 'client secret': 'ok', scopes: 'ok', token: 'ok' })
})

test('every problem of an account is reported separately', async () => {
  expect(await verdicts({ hasClientSecret: false })).toMatchObject({ 'client secret': 'failed', token: 'ok' })
  const refused = { kind: 'misconfigured', reason: 'clientSecretRefused' } as const
  expect(await verdicts({ problem: refused })).toMatchObject({ 'client secret': 'failed' })
  expect(await verdicts({ scopes: ['read:me'] })).toMatchObject({ scopes: 'warning' })
  const narrow = currentToken(startMs, 60_000, { scopes: ['read:me', 'offline_access'] })
  expect(await verdicts({ token: narrow })).toMatchObject({ scopes: 'warning' })
  const unsaved = currentToken(startMs, 60_000, { stored: false })
  expect(await verdicts({ token: unsaved })).toMatchObject({ storage: 'failed' })
  const fails = () => Promise.reject(new AppError('notSignedIn'))
  expect(await verdicts({ token: { kind: 'none' } }, fails)).toMatchObject({ scopes: 'ok', token: 'failed' })
  expect(await verdicts({}, async () => ({ ...works, sites: [] }))).toMatchObject({ token: 'warning' })
})

test('the provider’s own words stand beside ours', async () => {
  const detail = 'HTTP 418, blocked_by_policy: not on the allowlist'
  const all = async (change: Parameters<typeof accountFixture>[1], test = async () => works) =>
    (await checkAccount({ test }, accountFixture(startMs, change))).map(({ finding }) => finding).join('\n')
  const retrying = { kind: 'retrying', attempt: 1, nextAtMs: startMs, error: 'badAnswer', detail } as const
  expect(await all({ activity: retrying })).toContain(detail)
  expect(await all({ problem: { kind: 'misconfigured', reason: 'requestRefused', detail } })).toContain(
    detail,
  )
  const dead = { kind: 'signInNeeded', reason: 'refreshTokenRefused', detail } as const
  expect(await all({ problem: dead })).toContain(detail)
  const fails = () => Promise.reject(new AppError('refreshTokenRefused', detail))
  expect((await all({ problem: dead }, fails)).split(detail)).toHaveLength(2)
})
