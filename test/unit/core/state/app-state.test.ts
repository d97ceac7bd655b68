import { describe, expect, it } from 'vitest'
import { reduce, toSnapshot, type AppEvent, type AppState } from '../../../../src/core/state/app-state.ts'
import type { AccountTokenFacts } from '../../../../src/core/token/account-token-types.ts'
import { defaultEnvNames } from '../../../../src/shared/env-names.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { appSnapshotSchema } from '../../../../src/shared/snapshot.ts'
import { accountRecord } from '../../../../scripts/fixtures/account-record.ts'

const empty: AppState = {
  app: { version: '0.1.0', platform: 'linux', demoAvailable: true, updateFeed: null },
  records: [],
  facts: {},
  signIns: {},
  signInErrors: {},
  syncedFiles: {},
  settings: defaultSettings,
  notices: [],
}

const facts: AccountTokenFacts = {
  token: {
    kind: 'held',
    obtainedAtMs: 0,
    expiresAtMs: 3_600_000,
    lifetimeSec: 3600,
    hasRefreshToken: true,
    stored: true,
    scopes: ['read:me'],
  },
  activity: { kind: 'renewing' },
  problem: { kind: 'none' },
  renewsAtMs: 3_300_000,
}

const waiting = {
  kind: 'signingIn',
  surface: 'window',
  step: 'waiting',
  question: null,
  browserAdvised: false,
  pageUrl: null,
  isUnopened: false,
  strayError: null,
} as const

const after = (...events: AppEvent[]): AppState => events.reduce(reduce, empty)
const withAccount: AppEvent = {
  type: 'recordsChanged',
  records: [accountRecord({ attempt: { atMs: 1, refreshTokenHash: 'hash' }, hasToken: true })],
}

describe('what viewers get', () => {
  it('matches the contract, with nothing added', () => {
    const snapshot = toSnapshot(after(withAccount, { type: 'accountTokenChanged', id: 'work', facts }))
    expect(appSnapshotSchema.parse(snapshot)).toEqual(snapshot)
    expect(JSON.stringify(snapshot)).not.toContain('hash')
    expect(snapshot.accounts[0]).not.toHaveProperty('attempt')
    expect(snapshot.accounts[0]).not.toHaveProperty('hasToken')
  })

  it('says nothing about a token before the keychain was read', () => {
    expect(toSnapshot(after(withAccount)).accounts[0]).toMatchObject({
      token: { kind: 'none' },
      activity: { kind: 'idle' },
      problem: { kind: 'none' },
      renewsAtMs: null,
      signInError: null,
    })
  })

  it('shows a sign-in rather than a renewal', () => {
    const state = after(
      withAccount,
      { type: 'accountTokenChanged', id: 'work', facts },
      { type: 'signInMoved', id: 'work', to: waiting },
    )
    expect(toSnapshot(state).accounts[0]?.activity).toEqual(waiting)
    const ended = reduce(state, { type: 'signInEnded', id: 'work', error: null })
    expect(toSnapshot(ended).accounts[0]?.activity).toEqual({ kind: 'renewing' })
  })

  it('shows why the last sign-in failed until the next one starts', () => {
    const failed = after(withAccount, {
      type: 'signInEnded',
      id: 'work',
      error: { code: 'consentDenied', detail: 'access_denied: no' },
    })
    expect(toSnapshot(failed).accounts[0]).toMatchObject({
      signInError: 'consentDenied',
      signInErrorDetail: 'access_denied: no',
    })
    const again = reduce(failed, { type: 'signInMoved', id: 'work', to: waiting })
    expect(toSnapshot(again).accounts[0]?.signInError).toBe(null)
  })

  it('no longer shows a failed sign-in that the user has dismissed, until one fails again', () => {
    const failure = { type: 'signInEnded', id: 'work', error: { code: 'timedOut', detail: null } } as const
    const dismissed = after(withAccount, failure, { type: 'signInErrorDismissed', id: 'work' })
    expect(toSnapshot(dismissed).accounts[0]?.signInError).toBe(null)
    // what is still to be known about it is kept
    expect(dismissed.signInErrors['work']?.code).toBe('timedOut')
    expect(toSnapshot(reduce(dismissed, failure)).accounts[0]?.signInError).toBe('timedOut')
    const none = after(withAccount)
    expect(reduce(none, { type: 'signInErrorDismissed', id: 'work' })).toBe(none)
  })

  it('has only the latest notice of each kind', () => {
    const state = after(
      { type: 'noticed', notice: { kind: 'noTray', desktop: 'GNOME' } },
      { type: 'noticed', notice: { kind: 'keychainUnavailable', reason: 'keychainLocked' } },
      { type: 'noticed', notice: { kind: 'noTray', desktop: 'sway' } },
    )
    expect(toSnapshot(state).notices).toEqual([
      { kind: 'keychainUnavailable', reason: 'keychainLocked' },
      { kind: 'noTray', desktop: 'sway' },
    ])
    expect(reduce(state, { type: 'noticeGone', kind: 'noTray' }).notices).toHaveLength(1)
  })

  it('names an account even if its name has nothing to see', () => {
    const state = after({ type: 'recordsChanged', records: [accountRecord({ name: '\u200b\n' })] })
    expect(toSnapshot(state).accounts[0]?.name).toBe('unnamed')
  })

  it('shows what is known of each synced file, and that the others wait', () => {
    const file = { kind: 'token' as const, names: defaultEnvNames, holdsToken: false }
    const state = after(
      {
        type: 'recordsChanged',
        records: [
          accountRecord({
            syncedFiles: [
              { ...file, id: 'a', path: '/a' },
              { ...file, id: 'b', path: '/b' },
            ],
          }),
        ],
      },
      {
        type: 'syncedFilesReported',
        id: 'work',
        files: {
          a: {
            state: 'failed',
            error: 'syncedFileReadOnly',
            detail: 'x',
            trackedByGit: true,
            inSharedFolder: true,
          },
        },
      },
    )
    expect(toSnapshot(state).accounts[0]?.syncedFiles).toEqual([
      {
        id: 'a',
        path: '/a',
        kind: 'token',
        state: 'failed',
        error: 'syncedFileReadOnly',
        detail: 'x',
        trackedByGit: true,
        inSharedFolder: true,
      },
      {
        id: 'b',
        path: '/b',
        kind: 'token',
        state: 'waiting',
        error: null,
        detail: null,
        trackedByGit: false,
        inSharedFolder: false,
      },
    ])
  })

  it('adds no words to a failed sign-in if there are none', () => {
    const failed = after(withAccount, {
      type: 'signInEnded',
      id: 'work',
      error: { code: 'timedOut', detail: null },
    })
    expect(toSnapshot(failed).accounts[0]).not.toHaveProperty('signInErrorDetail')
  })

  it('follows the settings', () => {
    const settings = { ...defaultSettings, bufferMinutes: 9 }
    expect(toSnapshot(after({ type: 'settingsChanged', settings })).settings).toEqual(settings)
  })
})

describe('the reducer', () => {
  it('never changes the state it is given', () => {
    const state = Object.freeze(after(withAccount))
    Object.freeze(state.facts)
    Object.freeze(state.signIns)
    Object.freeze(state.signInErrors)
    expect(() => {
      reduce(state, { type: 'accountTokenChanged', id: 'work', facts })
      reduce(state, { type: 'signInMoved', id: 'work', to: waiting })
      reduce(state, { type: 'signInEnded', id: 'work', error: { code: 'offline', detail: null } })
    }).not.toThrow()
  })
})
