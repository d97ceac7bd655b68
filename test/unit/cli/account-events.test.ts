import { expect, test } from 'vitest'
import { createAccountEvents, eventJson, eventLine } from '../../../src/cli/monitor/account-events.ts'
import type { AccountStatus } from '../../../src/shared/local-api.ts'
import { accountStatus, statusWith } from '../../support/account-status.ts'

const at = new Date(2030, 0, 31, 9, 5, 7)
const failure = { code: 'refreshTokenRefused', message: 'No longer accepted.' } as const

/** The lines for these states, one after the other. */
function formatEvents(states: readonly (readonly Partial<AccountStatus>[])[]): string[] {
  const events = createAccountEvents()
  return states
    .flatMap((accounts) => events(statusWith(...accounts.map((change) => accountStatus(change)))))
    .map((event) => eventLine(event, at))
}

const later = { expiresAt: '2030-01-31T12:00:00.000Z', summary: '59 min left, renews at 13:25' }

test('prints a line for each account at first', () => {
  expect(formatEvents([[{}, { id: 'h', name: 'home' }]])).toEqual([
    '09:05:07 work 42 min left, renews at 13:20',
    '09:05:07 home 42 min left, renews at 13:20',
  ])
})

test('prints one line for a renewal, whatever happens along the way', () => {
  expect(
    formatEvents([[{}], [{ state: 'renewing', summary: '4 min left, renewing…' }], [later], [later]]),
  ).toEqual([
    '09:05:07 work 42 min left, renews at 13:20',
    '09:05:07 work renewed, 59 min left, renews at 13:25',
  ])
})

test('prints a line for each failed attempt, but none for time passing', () => {
  const retrying = { state: 'retrying', summary: '3 min left, offline, next try at 13:22' } as const
  const renewing = { state: 'renewing' } as const
  const lines = formatEvents([
    [{}],
    [renewing],
    [retrying],
    [{ ...retrying, summary: '2 min left' }],
    [renewing],
    [retrying],
  ])
  expect(lines.slice(1)).toEqual(Array(2).fill('09:05:07 work 3 min left, offline, next try at 13:22'))
})

test('prints a problem with its reason, once', () => {
  const refused = {
    state: 'signInNeeded',
    summary: '9 min left, then sign in again',
    problem: failure,
  } as const
  expect(
    formatEvents([[{}], [refused], [{ ...refused, summary: '8 min left, then sign in again' }]]).slice(1),
  ).toEqual(['09:05:07 work 9 min left, then sign in again (No longer accepted.)'])
})

test('prints nothing for a new owner that hasn’t read the keychain yet', () => {
  const starting = { state: 'noAccount', hasAccessToken: false, expiresAt: null } as const
  expect(formatEvents([[{}], [starting], [{}]])).toHaveLength(1)
})

test('reports accounts that sign in, sign out, appear, and disappear', () => {
  const out = {
    state: 'signInNeeded',
    summary: 'sign-in required',
    hasAccessToken: false,
    expiresAt: null,
    problem: failure,
  } as const
  expect(formatEvents([[out], [{}], [out], []])).toEqual([
    '09:05:07 work sign-in required (No longer accepted.)',
    '09:05:07 work signed in, 42 min left, renews at 13:20',
    '09:05:07 work sign-in required (No longer accepted.)',
    '09:05:07 work removed',
  ])
})

test('as JSON, an event has its time, its kind, and the account', () => {
  const account = accountStatus()
  expect(JSON.parse(eventJson({ kind: 'renewed', account }, at))).toEqual({
    at: at.toISOString(),
    event: 'renewed',
    account,
  })
})
