import { describe, expect, it } from 'vitest'
import { defaultAccount, syncedFileAnswer, toStatus } from '../../../../src/core/state/to-status.ts'
import { accountFixture, currentToken, mcpServerFixture } from '../../../../scripts/fixtures/accounts.ts'
import { appFixture, snapshotFixtures } from '../../../../scripts/fixtures/snapshots.ts'
import type { AccountSnapshot } from '../../../../src/shared/snapshot.ts'

const nowMs = Date.UTC(2026, 10, 23, 8)
const minuteMs = 60_000

const owner = { kind: 'app', pid: 1 } as const
const fixtures = snapshotFixtures(nowMs)

/** The status of an account with these changes. */
const statusOf = (change: Partial<AccountSnapshot> = {}) =>
  toStatus(appFixture([accountFixture(nowMs, change)]), owner, nowMs).accounts[0]!

describe('the status of an account, for programs', () => {
  it('has the token’s times, and what is renewed when', () => {
    expect(statusOf()).toMatchObject({
      isDefault: true,
      state: 'valid',
      hasAccessToken: true,
      hasRefreshToken: true,
      autoRenewalEnabled: true,
      autoRenewalRunning: true,
      tokenType: 'Bearer',
      valid: true,
      expiresAt: '2026-11-23T08:41:07.000Z',
      expiresInSec: 2467,
      lifetimeSec: 3600,
      needsRenewal: false,
      renewsAt: '2026-11-23T08:36:07.000Z',
      stored: true,
      problem: null,
      retry: null,
      signIn: null,
      signInError: null,
      person: { name: 'Ada Lovelace', email: 'ada@acme.example' },
    })
  })

  it('has nothing of a token without one', () => {
    const { accounts } = toStatus(fixtures.notSignedIn, owner, nowMs)
    expect(accounts[0]).toMatchObject({
      hasAccessToken: false,
      hasRefreshToken: false,
      autoRenewalEnabled: true,
      autoRenewalRunning: false,
      tokenType: null,
      valid: false,
      expiresAt: null,
      expiresInSec: null,
      lifetimeSec: null,
      needsRenewal: false,
      renewsAt: null,
      stored: true,
      scopes: [],
      problem: { code: 'notSignedIn' },
      person: null,
    })
  })

  it('never rounds the seconds left up, and calls a token without any not valid', () => {
    expect(statusOf({ token: currentToken(nowMs, 1999) })).toMatchObject({ expiresInSec: 1, valid: true })
    expect(statusOf({ token: currentToken(nowMs, 1) })).toMatchObject({ expiresInSec: 0, valid: true })
    expect(statusOf({ token: currentToken(nowMs, 0) })).toMatchObject({ expiresInSec: 0, valid: false })
  })

  it.each<[string, number, Partial<AccountSnapshot>, boolean]>([
    ['at the default buffer', 5 * minuteMs, {}, true],
    ['before the default buffer', 5 * minuteMs + 1, {}, false],
    ['at the account’s own buffer', 9 * minuteMs, { bufferMinutes: 9 }, true],
    ['before the account’s own buffer', 9 * minuteMs + 1, { bufferMinutes: 9 }, false],
    ['at half the lifetime, if the buffer is longer', 30 * minuteMs, { bufferMinutes: 45 }, true],
    ['before half the lifetime', 30 * minuteMs + 1, { bufferMinutes: 45 }, false],
  ])('says whether the token needs renewal: %s', (_when, leftMs, change, needsRenewal) => {
    expect(statusOf({ token: currentToken(nowMs, leftMs), ...change }).needsRenewal).toBe(needsRenewal)
  })

  it.each<[string, Partial<AccountSnapshot>, boolean]>([
    ['while the client secret is refused but tried again', { renewsAtMs: nowMs + minuteMs }, true],
    ['after the client secret was refused for good', { renewsAtMs: null }, false],
  ])('says whether auto-renewal runs %s', (_when, change, runs) => {
    const problem = { kind: 'misconfigured', reason: 'clientSecretRefused' } as const
    expect(statusOf({ problem, ...change }).autoRenewalRunning).toBe(runs)
  })

  it('says that auto-renewal does not run when it is off, or when a sign-in is needed', () => {
    expect(statusOf({ autoRenewal: false }).autoRenewalRunning).toBe(false)
    const problem = { kind: 'signInNeeded', reason: 'refreshTokenRefused' } as const
    expect(statusOf({ problem })).toMatchObject({
      autoRenewalEnabled: true,
      autoRenewalRunning: false,
      problem: { code: 'refreshTokenRefused' },
    })
  })

  it('says why a renewal is tried again, and when', () => {
    expect(toStatus(fixtures.offline, owner, nowMs).accounts[0]?.retry).toEqual({
      code: 'offline',
      message: 'The server can’t be reached.',
      nextAt: '2026-11-23T08:00:40.000Z',
    })
  })

  it('says where a sign-in runs and what it asks, or why it failed', () => {
    const signIn = (name: 'signingIn' | 'otherPerson' | 'portTaken') =>
      toStatus(fixtures[name], owner, nowMs).accounts[0]
    expect(signIn('signingIn')?.signIn).toEqual({ surface: 'window', question: null })
    expect(signIn('otherPerson')?.signIn?.question).toContain('Grace Hopper')
    expect(signIn('portTaken')?.signInError).toMatchObject({ code: 'portTaken' })
  })

  it('has the URL of an MCP server, and none for Jira Cloud', () => {
    const { accounts } = toStatus(appFixture([mcpServerFixture(nowMs)]), owner, nowMs)
    expect(accounts[0]).toMatchObject({ url: 'https://mcp.example.com/v1/mcp' })
    expect(statusOf()).not.toHaveProperty('url')
  })

  it('has the chosen default account, or the first if that is gone', () => {
    const [first, second] = fixtures.three.accounts
    const choose = (defaultAccountId: string) => ({
      ...fixtures.three,
      settings: { ...fixtures.three.settings, defaultAccountId },
    })
    expect(defaultAccount(choose('client'))).toBe(second)
    expect(defaultAccount(choose('gone'))).toBe(first)
    expect(defaultAccount(fixtures.empty)).toBe(null)
    const chosen = toStatus(choose('client'), owner, nowMs).accounts.filter(({ isDefault }) => isDefault)
    expect(chosen.map(({ id }) => id)).toEqual(['client'])
  })
})

describe('the status of the app, for programs', () => {
  it('has the notices about its files, but none about the desktop', () => {
    const { notices } = toStatus(fixtures.notices, owner, nowMs)
    expect(notices.map(({ kind }) => kind)).toEqual(['fileSetAside'])
    expect(notices[0]?.message).toContain('settings.json')
  })
})

describe('a synced file, for programs', () => {
  it('has what is wrong with it, with the detail if there is one', () => {
    const [failed] = fixtures.fileFailed.accounts[0]!.syncedFiles
    const { error } = syncedFileAnswer(failed!)
    expect(error?.code).toBe('syncedFileFolderMissing')
    expect(error?.message).not.toContain('(')
    expect(syncedFileAnswer({ ...failed!, detail: 'the stick' }).error?.message).toBe(
      `${error?.message} (the stick)`,
    )
    expect(syncedFileAnswer({ ...failed!, error: null })).toEqual({
      path: '/media/ada/stick/.env',
      kind: 'env',
      state: 'failed',
      trackedByGit: true,
      inSharedFolder: false,
      error: null,
    })
  })
})
