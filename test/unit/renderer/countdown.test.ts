import { describe, expect, test } from 'vitest'
import { copyLabel } from '../../../src/renderer/accounts/use-copy.ts'
import { getCountdown } from '../../../src/renderer/accounts/countdown.ts'
import { clockText } from '../../../src/shared/time-text.ts'
import { currentToken } from '../../../scripts/fixtures/accounts.ts'
import { snapshotFixtures, type SnapshotName } from '../../../scripts/fixtures/snapshots.ts'

const nowMs = new Date('2026-11-23T14:16:53').getTime()
const fixtures = snapshotFixtures(nowMs)
const countdown = (name: SnapshotName, laterMs = 0) =>
  getCountdown(fixtures[name].accounts[0]!, nowMs + laterMs)
const clock = (time: string) => clockText(new Date(`2026-11-23T${time}`).getTime(), nowMs)

describe('countdown', () => {
  test('shows the time left, and when the token expires and renews', () => {
    expect(countdown('valid')).toMatchObject({
      tone: 'valid',
      text: '41:07',
      caption: 'left',
      schedule: [`Expires ${clock('14:58:00')}`, `renews ${clock('14:53:00')}`],
      turning: false,
    })
  })

  test('counts down every second', () => {
    expect(countdown('valid', 1_000).text).toBe('41:06')
    expect(countdown('valid', 67_000).text).toBe('40:00')
  })

  test('never shows more than the full lifetime, even if its clock is behind', () => {
    const fresh = { ...fixtures.valid.accounts[0]!, token: currentToken(nowMs, 3_600_000) }
    expect(getCountdown(fresh, nowMs - 999).text).toBe('1:00:00')
    expect(getCountdown(fresh, nowMs - 999).fraction).toBe(1)
  })

  test('marks the renewal on the ring', () => {
    expect(countdown('valid').renewalMark).toBeCloseTo(5 / 60)
    expect(countdown('paused').renewalMark).toBeNull()
  })

  test('mentions no renewal that won’t happen', () => {
    expect(countdown('signInNeeded').schedule).toHaveLength(1)
    expect(countdown('paused').schedule).toHaveLength(1)
  })

  test('shows words if there is no countdown', () => {
    expect(countdown('expired')).toMatchObject({ text: 'Expired', fraction: 0 })
    expect(countdown('notSignedIn')).toMatchObject({ text: 'No token', schedule: [] })
    expect(countdown('signingIn')).toMatchObject({ text: 'Signing in', turning: true })
    expect(countdown('keychainLocked').text).toBe('No access')
    expect(countdown('openingKeychain').text).toBe('One moment')
  })

  test('spins while renewing and stops while waiting for the user’s answer', () => {
    expect(countdown('renewing').turning).toBe(true)
    expect(countdown('otherPerson').turning).toBe(false)
  })

  test('is calm if the user has signed out or is signing in', () => {
    expect(countdown('notSignedIn').tone).toBe('noAccount')
    expect(countdown('signingIn').tone).toBe('renewing')
    expect(countdown('signInNeeded').tone).toBe('signInNeeded')
  })
})

describe('the copy button', () => {
  const copied = { atMs: nowMs, clearsInSec: 30 }

  test('counts down until the clipboard is cleared, then returns to normal', () => {
    expect(copyLabel(copied, nowMs)).toBe('Copied, clears in 30 s')
    expect(copyLabel(copied, nowMs + 1_000)).toBe('Copied, clears in 29 s')
    expect(copyLabel(copied, nowMs + 29_500)).toBe('Copied, clears in 1 s')
    expect(copyLabel(copied, nowMs + 30_000)).toBeNull()
  })

  test('never shows more than the set time, even if its clock is behind', () => {
    expect(copyLabel(copied, nowMs - 400)).toBe('Copied, clears in 30 s')
  })

  test('confirms only briefly if the clipboard is never cleared', () => {
    expect(copyLabel({ atMs: nowMs, clearsInSec: null }, nowMs + 2_000)).toBe('Copied')
    expect(copyLabel({ atMs: nowMs, clearsInSec: null }, nowMs + 3_000)).toBeNull()
    expect(copyLabel(null, nowMs)).toBeNull()
  })
})
