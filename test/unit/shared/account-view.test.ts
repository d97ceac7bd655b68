import { describe, expect, it } from 'vitest'
import { accountToShow, sortAccounts, viewAccount } from '../../../src/shared/account-view.ts'
import { errorCodes, errorRow } from '../../../src/shared/error-table.ts'
import type { AccountSnapshot } from '../../../src/shared/snapshot.ts'
import { clockText } from '../../../src/shared/time-text.ts'
import { accountFixture, currentToken } from '../../../scripts/fixtures/accounts.ts'

const nowMs = new Date(2026, 10, 23, 14, 0).getTime()
const minuteMs = 60_000
const account = (change: Partial<AccountSnapshot> = {}) => accountFixture(nowMs, change)
const view = (change: Partial<AccountSnapshot> = {}) => viewAccount(account(change), nowMs)
const none = { token: { kind: 'none' }, renewsAtMs: null } as const

describe('the state and the text of an account', () => {
  it('say how long the token lasts and when it renews', () => {
    expect(view()).toEqual({
      state: 'valid',
      leftMs: 41 * minuteMs + 7000,
      fraction: (41 * 60 + 7) / 3600,
      status: `41 min left, renews at ${clockText(nowMs + 36 * minuteMs + 7000, nowMs)}`,
    })
  })

  it.each<[string, Partial<AccountSnapshot>, string, string]>([
    ['renewing', { activity: { kind: 'renewing' } }, 'renewing', '41 min left, renewing…'],
    [
      'retrying',
      { activity: { kind: 'retrying', attempt: 2, nextAtMs: nowMs + minuteMs, error: 'offline' } },
      'retrying',
      `41 min left, offline, next try at ${clockText(nowMs + minuteMs, nowMs)}`,
    ],
    [
      'a required sign-in, with a token left',
      { problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused' } },
      'signInNeeded',
      '41 min left, then sign in again',
    ],
    [
      'a required sign-in, with nothing left',
      { token: currentToken(nowMs, -1), problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused' } },
      'signInNeeded',
      'expired, sign-in required',
    ],
    [
      'nobody signed in',
      { ...none, problem: { kind: 'signInNeeded', reason: 'notSignedIn' } },
      'signInNeeded',
      'sign-in required',
    ],
    [
      'a wrong client secret',
      { problem: { kind: 'misconfigured', reason: 'clientSecretRefused' } },
      'misconfigured',
      '41 min left, client secret rejected',
    ],
    [
      'a locked keychain',
      { ...none, problem: { kind: 'keychainUnavailable', reason: 'keychainLocked' } },
      'keychainUnavailable',
      'keychain locked',
    ],
    [
      'a token pair that is not saved',
      {
        token: currentToken(nowMs, 10 * minuteMs, { stored: false }),
        problem: { kind: 'keychainUnavailable', reason: 'keychainMissing' },
      },
      'keychainUnavailable',
      '10 min left, not saved: no keychain',
    ],
    ['a keychain being opened', none, 'noAccount', 'opening the keychain…'],
    [
      'signing in',
      {
        ...none,
        activity: {
          kind: 'signingIn',
          surface: 'window',
          step: 'waiting',
          question: null,
          browserAdvised: false,
          pageUrl: null,
          isUnopened: false,
          strayError: null,
        },
      },
      'signInNeeded',
      'signing in…',
    ],
    ['auto-renewal off', { autoRenewal: false, renewsAtMs: null }, 'paused', '41 min left, auto-renewal off'],
    [
      'no refresh token',
      { token: currentToken(nowMs, 10 * minuteMs, { hasRefreshToken: false }), renewsAtMs: null },
      'paused',
      '10 min left, can’t be renewed',
    ],
    [
      'under a minute',
      { token: currentToken(nowMs, 9000), renewsAtMs: null },
      'valid',
      'under 1 min left, renewing soon',
    ],
    [
      'expired',
      { token: currentToken(nowMs, -9000), renewsAtMs: null },
      'renewing',
      'expired, renewing soon',
    ],
  ])('for %s', (_name, change, state, status) => {
    expect(view(change)).toMatchObject({ state, status })
  })

  it('never shows less than zero or more than the full lifetime', () => {
    expect(view({ token: currentToken(nowMs, -5000) })).toMatchObject({ leftMs: 0, fraction: 0 })
    expect(view({ token: currentToken(nowMs, 2 * 60 * minuteMs) }).fraction).toBe(1)
  })

  it('has a short text for every error', () => {
    for (const code of errorCodes) expect(errorRow(code).short).toMatch(/^[a-z][a-z ]+$/)
  })
})

describe('the account in the tray icon', () => {
  const healthy = account({ id: 'healthy' })
  const ending = account({ id: 'ending', token: currentToken(nowMs, 6 * minuteMs) })
  const paused = account({ id: 'paused', autoRenewal: false, renewsAtMs: null })
  const retrying = account({
    id: 'retrying',
    activity: { kind: 'retrying', attempt: 1, nextAtMs: nowMs, error: 'offline' },
  })
  const locked = account({
    id: 'locked',
    ...none,
    problem: { kind: 'keychainUnavailable', reason: 'keychainLocked' },
  })
  const refused = account({
    id: 'refused',
    problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused' },
  })
  const shown = (...accounts: AccountSnapshot[]) => accountToShow(accounts, null, nowMs)?.id

  it('is the one that needs attention first', () => {
    expect(shown(healthy, ending)).toBe('ending')
    expect(shown(ending, paused)).toBe('paused')
    expect(shown(paused, retrying, healthy)).toBe('retrying')
    expect(shown(retrying, locked)).toBe('locked')
    expect(shown(locked, refused, healthy)).toBe('refused')
  })

  it('is the pinned one, unless it was removed', () => {
    expect(accountToShow([refused, healthy], 'healthy', nowMs)?.id).toBe('healthy')
    expect(accountToShow([refused, healthy], 'gone', nowMs)?.id).toBe('refused')
  })

  it('is null without accounts', () => {
    expect(accountToShow([], null, nowMs)).toBe(null)
  })
})

it('sorts accounts by how urgent they are, then by name', () => {
  const names = [
    account({ name: 'team 10' }),
    account({ name: 'Team 2', activity: { kind: 'renewing' } }),
    account({ name: 'Zoo', problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused' } }),
    account({ name: 'Éclair' }),
    account({ name: 'paused', autoRenewal: false }),
  ]
  expect(sortAccounts(names, nowMs).map(({ name }) => name)).toEqual([
    'Zoo',
    'paused',
    'Éclair',
    'Team 2',
    'team 10',
  ])
})
