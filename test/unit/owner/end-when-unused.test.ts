import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { endWhenUnused } from '../../../src/owner/agent/end-when-unused.ts'
import type { AccountSnapshot, AppSnapshot, SyncedFileSnapshot } from '../../../src/shared/snapshot.ts'
import { accountFixture, currentToken } from '../../../scripts/fixtures/accounts.ts'
import { appFixture } from '../../../scripts/fixtures/snapshots.ts'

const idleSec = 120
const nowMs = Date.UTC(2026, 10, 23, 8)
const syncedFiles: SyncedFileSnapshot[] = [
  {
    id: '1',
    path: '/home/ada/.env',
    kind: 'env',
    state: 'current',
    error: null,
    detail: null,
    trackedByGit: false,
    inSharedFolder: false,
  },
]

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** An agent with these accounts that nobody has used since its start. */
function agentWith(...accounts: Partial<AccountSnapshot>[]) {
  const startedMs = Date.now()
  const agent = { ended: false, listeners: 0, snapshot: snapshotOf(accounts), stop: (): void => undefined }
  agent.stop = endWhenUnused({
    api: { isStillOwner: () => true, unusedMs: () => (agent.listeners > 0 ? 0 : Date.now() - startedMs) },
    store: { snapshot: () => agent.snapshot },
    ownerFolder: '/nowhere/at/all',
    idleSec,
    end: () => {
      agent.ended = true
      agent.stop()
    },
  })
  return agent
}

const snapshotOf = (accounts: readonly Partial<AccountSnapshot>[]): AppSnapshot =>
  appFixture(accounts.map((change) => accountFixture(nowMs, change)))

async function hasEndedAfter(agent: { ended: boolean }, sec: number): Promise<boolean> {
  await vi.advanceTimersByTimeAsync(sec * 1000)
  return agent.ended
}

it('ends after its idle time, and not before', async () => {
  const agent = agentWith({}, { token: { kind: 'none' } })
  expect(await hasEndedAfter(agent, idleSec - 1)).toBe(false)
  expect(await hasEndedAfter(agent, 2)).toBe(true)
})

it.each<[string, Partial<AccountSnapshot>]>([
  ['is signed in', {}],
  ['is being renewed', { activity: { kind: 'renewing' } }],
  ['has an expired token that could not be renewed yet', { token: currentToken(nowMs, -60_000) }],
  [
    'has its token in a keychain that is locked',
    { token: { kind: 'none' }, problem: { kind: 'keychainUnavailable', reason: 'keychainLocked' } },
  ],
  ['has not been read from the keychain yet', { token: { kind: 'none' } }],
  [
    'was refused, which is retried',
    { problem: { kind: 'misconfigured', reason: 'requestRefused' }, renewsAtMs: nowMs + 60_000 },
  ],
])(
  'stays for a synced file of an account that %s, and ends when the file is removed',
  async (_what, change) => {
    const agent = agentWith({}, { ...change, syncedFiles })
    expect(await hasEndedAfter(agent, 24 * 3600)).toBe(false)
    agent.snapshot = snapshotOf([{}, change])
    expect(await hasEndedAfter(agent, 30)).toBe(true)
  },
)

it.each<[string, Partial<AccountSnapshot>]>([
  ['is signed out', { token: { kind: 'none' }, problem: { kind: 'signInNeeded', reason: 'notSignedIn' } }],
  ['needs a new sign-in', { problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused' } }],
  [
    'needs a client secret',
    { problem: { kind: 'misconfigured', reason: 'clientSecretMissing' }, renewsAtMs: null },
  ],
  ['is not renewed automatically', { autoRenewal: false }],
  ['has no refresh token', { token: currentToken(nowMs, 60_000, { hasRefreshToken: false }) }],
])('does not stay for a synced file of an account that %s', async (_what, change) => {
  expect(await hasEndedAfter(agentWith({ ...change, syncedFiles }), idleSec + 1)).toBe(true)
})

it('stays while somebody listens to events', async () => {
  const agent = agentWith({})
  agent.listeners = 1
  expect(await hasEndedAfter(agent, 24 * 3600)).toBe(false)
  agent.listeners = 0
  expect(await hasEndedAfter(agent, idleSec + 1)).toBe(true)
})
