import { describe, expect, it } from 'vitest'
import { alertsBetween } from '../../../../src/core/accounts/account-tokens.ts'
import type { AccountTokenFacts } from '../../../../src/core/token/account-token-types.ts'

const facts = (problem: AccountTokenFacts['problem'], stored: boolean | null = true): AccountTokenFacts => ({
  token:
    stored === null
      ? { kind: 'none' }
      : {
          kind: 'held',
          obtainedAtMs: 0,
          expiresAtMs: 1,
          lifetimeSec: 1,
          hasRefreshToken: true,
          stored,
          scopes: [],
        },
  activity: { kind: 'idle' },
  problem,
  renewsAtMs: null,
})
const well = facts({ kind: 'none' })
const refused = facts({ kind: 'signInNeeded', reason: 'refreshTokenRefused' })

describe('an alert', () => {
  it('appears when a sign-in becomes necessary', () => {
    expect(alertsBetween(well, refused)).toEqual(['signInNeeded'])
    expect(alertsBetween(refused, refused)).toEqual([])
    expect(alertsBetween(undefined, refused)).toEqual(['signInNeeded'])
  })

  it('does not appear for an account that was never signed in', () => {
    expect(alertsBetween(undefined, facts({ kind: 'signInNeeded', reason: 'notSignedIn' }, null))).toEqual([])
  })

  it('appears when a token pair can’t be saved', () => {
    const unsaved = facts({ kind: 'keychainUnavailable', reason: 'keychainLocked' }, false)
    expect(alertsBetween(well, unsaved)).toEqual(['notSaved'])
    expect(alertsBetween(unsaved, unsaved)).toEqual([])
    expect(alertsBetween(facts({ kind: 'none' }, null), unsaved)).toEqual(['notSaved'])
  })

  it('does not appear for a keychain that is locked before anything was read', () => {
    const locked = facts({ kind: 'keychainUnavailable', reason: 'keychainLocked' }, null)
    expect(alertsBetween(undefined, locked)).toEqual([])
  })
})
