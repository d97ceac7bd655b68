import { describe, expect, test } from 'vitest'
import { accountControls } from '../../../src/renderer/accounts/account-controls.ts'
import { accountHelps } from '../../../src/renderer/accounts/account-helps.ts'
import { errorRow, errorCodes } from '../../../src/shared/error-table.ts'
import type { AccountSnapshot } from '../../../src/shared/snapshot.ts'
import { accountFixture, currentToken, mcpServerFixture } from '../../../scripts/fixtures/accounts.ts'
import { snapshotFixtures, type SnapshotName } from '../../../scripts/fixtures/snapshots.ts'

const nowMs = new Date('2026-11-23T14:16:53').getTime()
const fixtures = snapshotFixtures(nowMs)
const first = (name: SnapshotName): AccountSnapshot => fixtures[name].accounts[0]!
const getHelps = (name: SnapshotName) => accountHelps(first(name), nowMs)
const getTitles = (name: SnapshotName) => getHelps(name).map((help) => help.title)

describe('help', () => {
  test.each<[SnapshotName, (string | null)[]]>([
    ['valid', []],
    ['renewing', []],
    ['expiring', []],
    ['openingKeychain', []],
    ['signingIn', []],
    ['otherPerson', []],
    ['signInNeeded', ['Sign in again']],
    ['notSignedIn', [null]],
    ['misconfigured', ['Client secret rejected']],
    ['offline', ['Can’t renew right now: offline']],
    ['keychainLocked', ['Keychain locked']],
    ['keychainMissing', ['Not saved: no keychain']],
    ['notSaved', ['Not saved yet']],
    ['paused', ['Auto-renewal is off']],
    ['noRefreshToken', ['This sign-in can’t be renewed']],
    ['signInFailed', ['Sign-in failed']],
    ['files', []],
    ['fileFailed', ['.env is out of date']],
  ])('%s: %j', (name, titles) => {
    expect(getTitles(name)).toEqual(titles)
  })

  test('says how long a token that can’t be renewed still works', () => {
    expect(getHelps('signInNeeded')[0]?.text).toContain('still works for 3 min')
    expect(getHelps('signInNeededExpired')[0]?.text).not.toContain('still works')
  })

  test('counts down to the next attempt', () => {
    expect(getHelps('offline')[0]?.text).toContain('Next try in 40 s.')
    expect(accountHelps(first('offline'), nowMs + 41_000)[0]?.text).toContain('Trying again now.')
  })

  test('the provider’s own words are there on request, once', () => {
    const detail = 'HTTP 400, invalid_request: disabled'
    const changes: Parameters<typeof accountFixture>[1][] = [
      { signInError: 'requestRefused', signInErrorDetail: detail },
      { problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused', detail } },
      {
        problem: { kind: 'misconfigured', reason: 'requestRefused', detail },
        activity: { kind: 'retrying', attempt: 1, nextAtMs: nowMs + 40_000, error: 'requestRefused', detail },
      },
      { activity: { kind: 'retrying', attempt: 1, nextAtMs: nowMs, error: 'providerFailed', detail } },
    ]
    for (const change of changes) {
      const helps = accountHelps(accountFixture(nowMs, change), nowMs)
      expect(helps.map(({ quoted }) => quoted).filter((quoted) => quoted !== null)).toEqual([detail])
      expect(helps.map(({ text }) => text).join()).not.toContain(detail)
    }
    expect(accountHelps(accountFixture(nowMs, changes[2]), nowMs)[0]?.text).toContain('Next try in 40 s.')
  })

  test('every sign-in error has its own text and an action', () => {
    for (const code of errorCodes) {
      const account = accountFixture(nowMs, { signInError: code })
      const [help] = accountHelps(account, nowMs)
      expect(help?.text).toContain(errorRow(code).what)
      expect(help?.action).not.toBeNull()
    }
  })

  test('a port in use offers the sign-in window', () => {
    const account = accountFixture(nowMs, { signInError: 'portTaken' })
    expect(accountHelps(account, nowMs)[0]?.action?.kind).toBe('signInInWindow')
  })

  test('a canceled sign-in is not an error and can be dismissed', () => {
    expect(getHelps('signInCancelled')[0]).toMatchObject({ tone: 'info', dismissable: true })
  })

  test('a callback URL that isn’t registered can be copied, and leads to its field', () => {
    const [help] = getHelps('signInFailed')
    expect(help).toMatchObject({
      callbackUrl: first('signInFailed').redirectUri,
      action: { kind: 'editCallbackUrl' },
    })
    expect(getHelps('portTaken')[0]).toMatchObject({ callbackUrl: null })
  })

  test('does not send users of other servers to Atlassian', () => {
    const account = mcpServerFixture(nowMs, {
      token: { kind: 'none' },
      problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    const [help] = accountHelps(account, nowMs)
    expect(help?.action).toBeNull()
    expect(help?.text).not.toContain('Atlassian')
  })

  test('says that a token in memory would be lost while the keychain is locked', () => {
    const account = accountFixture(nowMs, {
      token: currentToken(nowMs, 60_000, { stored: false }),
      problem: { kind: 'keychainUnavailable', reason: 'keychainLocked' },
    })
    const helps = accountHelps(account, nowMs)
    expect(helps).toHaveLength(1)
    expect(helps[0]?.text).toContain('lost on quit')
  })
})

describe('buttons', () => {
  test.each<[SnapshotName, string, string]>([
    ['valid', 'copy', ''],
    ['renewing', 'copy', ''],
    ['offline', 'copy', ''],
    ['paused', 'copy', ''],
    ['noRefreshToken', 'copy', ''],
    ['keychainMissing', 'copy', ''],
    ['expired', 'renew', ''],
    ['signInNeeded', 'signIn', 'Sign in again'],
    ['notSignedIn', 'signIn', 'Sign in'],
    ['signInFailed', 'signIn', 'Try again'],
    ['portTaken', 'signIn', 'Use the sign-in window'],
    ['misconfigured', 'editAccount', 'Edit account'],
  ])('%s: the main one is %j %s', (name, main, mainLabel) => {
    expect(accountControls(first(name), nowMs)).toMatchObject({ main, mainLabel })
  })

  test('"Renew now" signs in if there is no refresh token', () => {
    expect(accountControls(first('noRefreshToken'), nowMs).renewSignsIn).toBe(true)
    expect(accountControls(first('valid'), nowMs).renewSignsIn).toBe(false)
  })

  test('a valid token can be copied and tested despite any problem', () => {
    expect(accountControls(first('signInNeeded'), nowMs).hasToken).toBe(true)
    expect(accountControls(first('misconfigured'), nowMs)).toMatchObject({ hasToken: true, canRenew: true })
    expect(accountControls(first('keychainLocked'), nowMs).hasToken).toBe(false)
  })

  test('a rejected client secret leads to its field, another problem to the form', () => {
    expect(accountControls(first('misconfigured'), nowMs).field).toBe('clientSecret')
    const problem = { kind: 'misconfigured', reason: 'requestRefused' } as const
    expect(accountControls(accountFixture(nowMs, { problem }), nowMs).field).toBeNull()
  })

  test('if the port was in use, the sign-in opens in the window', () => {
    expect(accountControls(first('portTaken'), nowMs).surface).toBe('window')
    expect(accountControls(first('signInFailed'), nowMs).surface).toBeNull()
  })
})
