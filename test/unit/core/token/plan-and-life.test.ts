import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elapsedMs } from '../../../../src/core/clock.ts'
import {
  backoffMs,
  defaultMinValidSec,
  dueAtLeftMs,
  maxMinValidSec,
  maxRenewalWaitMs,
} from '../../../../src/core/token/renewal-plan.ts'
import { advanceLife, storedTokenLife } from '../../../../src/core/token/token-life.ts'
import { toTokenSet } from '../../../../src/core/token/token-set.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const lifetimeSec = fc.integer({ min: 1, max: 7200 })

describe('the renewal plan', () => {
  it('is due at the buffer or slightly before (a tenth of it, at most 30 s), but never before half the lifetime', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), lifetimeSec, unit, (bufferMinutes, life, jitter) => {
        const due = dueAtLeftMs(bufferMinutes, { lifetimeSec: life }, jitter)
        const bufferMs = bufferMinutes * 60_000
        expect(due).toBeLessThanOrEqual(life * 500)
        expect(due).toBeLessThanOrEqual(bufferMs + Math.min(30_000, bufferMs / 10))
        expect(due).toBeGreaterThanOrEqual(Math.min(bufferMs, life * 500, (life - 1) * 1000))
      }),
    )
  })

  it('renews no token within a second, however short its lifetime', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 7200, noNaN: true }), unit, (life, jitter) => {
        // with room for rounding
        const oneSecond = life * 1000 - 999.999
        expect(dueAtLeftMs(1, { lifetimeSec: life }, jitter)).toBeLessThanOrEqual(oneSecond)
        expect(defaultMinValidSec(life) * 1000).toBeLessThanOrEqual(oneSecond)
        expect(maxMinValidSec(life) * 1000).toBeLessThanOrEqual(oneSecond)
      }),
    )
  })

  it('moves the renewal earlier for a refresh token that ends before, and never later', () => {
    const refreshLifetimeSec = fc.double({ min: 1, max: 20_000, noNaN: true })
    fc.assert(
      fc.property(refreshLifetimeSec, lifetimeSec, unit, (refreshLife, life, jitter) => {
        const without = dueAtLeftMs(5, { lifetimeSec: life }, jitter)
        const due = dueAtLeftMs(5, { lifetimeSec: life, refreshLifetimeSec: refreshLife }, jitter)
        expect(due).toBeGreaterThanOrEqual(without)
        // neither at once, nor after the refresh token has ended
        const ageMs = life * 1000 - due
        if (life > 1) expect(ageMs).toBeGreaterThan(Math.min(refreshLife, life) * 450 - 0.001)
        expect(ageMs).toBeLessThanOrEqual(Math.max(1, refreshLife) * 1000 + 0.001)
        if (refreshLife >= life) expect(due).toBeCloseTo(without)
      }),
    )
    expect(dueAtLeftMs(5, { lifetimeSec: 3600, refreshLifetimeSec: 1800 }, 0)).toBe((1800 + 300) * 1000)
    expect(dueAtLeftMs(5, { lifetimeSec: 40, refreshLifetimeSec: 12 }, 0)).toBe(34_000)
  })

  it('lets callers ask for what a fresh token has, even if its answer was slow', () => {
    expect(maxMinValidSec(3600)).toBe(3570)
    expect(maxMinValidSec(600)).toBe(570)
    expect(maxMinValidSec(20)).toBe(18)
  })

  it('defaults to a minute, or half of a short lifetime', () => {
    expect(defaultMinValidSec(3600)).toBe(60)
    expect(defaultMinValidSec(60)).toBe(30)
    fc.assert(
      fc.property(lifetimeSec, (life) => {
        expect(defaultMinValidSec(life)).toBeLessThanOrEqual(maxMinValidSec(life))
      }),
    )
  })
})

const hourMs = 60 * 60_000

describe('backing off', () => {
  it('waits one second to an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), unit, (attempt, random) => {
        const wait = backoffMs(attempt, random, hourMs)
        expect(wait).toBeGreaterThanOrEqual(1000)
        expect(wait).toBeLessThanOrEqual(hourMs)
      }),
    )
  })

  it('doubles the maximum wait with each attempt', () => {
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, 1, hourMs))).toEqual([4000, 8000, 16_000, 32_000])
    expect(backoffMs(20, 1, hourMs)).toBe(hourMs)
  })

  it('never hurries again by chance once the waits are long', () => {
    expect(backoffMs(20, 0, hourMs)).toBe(hourMs / 2)
    expect(backoffMs(20, 0, 300_000)).toBe(1000)
  })

  it('never retries before the time that the provider asked for', () => {
    expect(backoffMs(1, 0, hourMs, 900_000)).toBe(900_000)
    expect(backoffMs(9, 1, 300_000, 1000)).toBe(300_000)
  })

  it('waits at most a minute while a lost answer may still be repeated, but doesn’t hurry forever', () => {
    expect(maxRenewalWaitMs(false, 1)).toBe(hourMs)
    expect(maxRenewalWaitMs(true, 1)).toBe(60_000)
    expect(maxRenewalWaitMs(true, 100)).toBe(60_000)
    expect(maxRenewalWaitMs(true, 101)).toBe(hourMs)
  })
})

describe('the lifetime of a token', () => {
  it('never grows, whatever the clocks do, and ends by the clock that saw more time pass', () => {
    const change = fc.record({ wallMs: fc.integer(), monotonicMs: fc.nat({ max: 10_000_000 }) })
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        let now = { wallMs: 0, monotonicMs: 0 }
        let life = { leftMs: 3_600_000, at: now }
        for (const { wallMs, monotonicMs } of changes) {
          now = { wallMs: now.wallMs + wallMs, monotonicMs: now.monotonicMs + monotonicMs }
          const next = advanceLife(life, now)
          expect(next.leftMs).toBeLessThanOrEqual(life.leftMs)
          expect(next.leftMs).toBeGreaterThanOrEqual(0)
          life = next
        }
        expect(life.leftMs).toBeLessThanOrEqual(Math.max(0, 3_600_000 - now.monotonicMs))
      }),
    )
  })

  it('follows the clock that saw more time pass', () => {
    expect(elapsedMs({ wallMs: 0, monotonicMs: 0 }, { wallMs: 5, monotonicMs: 3 })).toBe(5)
    expect(elapsedMs({ wallMs: 9, monotonicMs: 0 }, { wallMs: 5, monotonicMs: 3 })).toBe(3)
    expect(elapsedMs({ wallMs: 9, monotonicMs: 3 }, { wallMs: 5, monotonicMs: 3 })).toBe(0)
  })

  it('out of the keychain is by the wall clock, never more than a whole life, none before its birth', () => {
    const set = toTokenSet({ accessToken: 'a', lifetimeSec: 3600 }, 1_000_000, null, [])
    const left = (wallMs: number) => storedTokenLife(set, { wallMs, monotonicMs: 7 }).leftMs
    expect(left(1_000_000)).toBe(3_600_000)
    expect(left(2_000_000)).toBe(2_600_000)
    expect(left(9_000_000)).toBe(0)
    expect(left(998_000)).toBe(3_600_000)
    expect(left(997_999)).toBe(0)
  })
})

describe('a token set', () => {
  it('takes from the set before what the grant does not say', () => {
    const first = toTokenSet({ accessToken: 'a' }, 1000, null, ['read:me'])
    expect(first).toEqual({
      accessToken: 'a',
      refreshToken: null,
      obtainedAtMs: 1000,
      expiresAtMs: 3_601_000,
      lifetimeSec: 3600,
      scopes: ['read:me'],
    })
    const before = { ...first, refreshToken: 'r', lifetimeSec: 1800, scopes: ['write:me'] }
    expect(toTokenSet({ accessToken: 'b' }, 2000, before, [])).toMatchObject({
      accessToken: 'b',
      refreshToken: 'r',
      lifetimeSec: 1800,
      expiresAtMs: 1_802_000,
      scopes: ['write:me'],
    })
  })
})
