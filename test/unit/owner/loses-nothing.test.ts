import { expect, it } from 'vitest'
import { losesNothing } from '../../../src/owner/agent/end-when-unused.ts'
import type { AccountSnapshot } from '../../../src/shared/snapshot.ts'
import { accountFixture, currentToken } from '../../../scripts/fixtures/accounts.ts'

const nowMs = Date.UTC(2026, 10, 23, 8)
const safe = (change: Partial<AccountSnapshot>) => losesNothing({ accounts: [accountFixture(nowMs, change)] })
const noKeychain = { kind: 'keychainUnavailable', reason: 'keychainMissing' } as const

it('lets the agent end if everything is in the keychain, or if there is nothing', () => {
  expect(losesNothing({ accounts: [] })).toBe(true)
  expect(safe({})).toBe(true)
  expect(safe({ token: { kind: 'none' }, problem: { kind: 'signInNeeded', reason: 'notSignedIn' } })).toBe(
    true,
  )
  expect(safe({ token: { kind: 'none' }, hasClientSecret: true, problem: noKeychain })).toBe(true)
})

it.each<[string, Partial<AccountSnapshot>]>([
  ['a token that isn’t in the keychain', { token: currentToken(nowMs, 60_000, { stored: false }) }],
  [
    'a client secret that isn’t in the keychain',
    { token: { kind: 'none' }, hasClientSecret: false, problem: noKeychain },
  ],
  [
    'a sign-in in progress',
    {
      activity: {
        kind: 'signingIn',
        surface: 'manual',
        step: 'waiting',
        question: null,
        browserAdvised: false,
        pageUrl: null,
        isUnopened: false,
        strayError: null,
      },
    },
  ],
])('keeps the agent running for %s', (_what, change) => {
  expect(safe(change)).toBe(false)
})
