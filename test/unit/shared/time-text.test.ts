import { describe, expect, it } from 'vitest'
import { clockText, coarseDurationText, countdownText, durationText } from '../../../src/shared/time-text.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

describe('a duration', () => {
  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [9 * secondMs, '9 s'],
    [59.9 * secondMs, '59 s'],
    [minuteMs, '1 min'],
    [42.9 * minuteMs, '42 min'],
    [99 * minuteMs, '99 min'],
    [100 * minuteMs, '1 h 40 min'],
    [120 * minuteMs, '2 h'],
    [25 * hourMs, '25 h'],
  ])('of %i ms is %s: never more than there is', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })

  it('says no seconds where nobody counts them', () => {
    expect(coarseDurationText(59_999)).toBe('under 1 min')
    expect(coarseDurationText(60_000)).toBe('1 min')
    expect(coarseDurationText(0)).toBe('0 s')
  })
})

describe('a countdown', () => {
  it.each([
    [0, '00:00'],
    [-1, '00:00'],
    [1, '00:01'],
    [59 * minuteMs + 7 * secondMs, '59:07'],
    [59 * minuteMs + 59.001 * secondMs, '1:00:00'],
    [hourMs + 2 * minuteMs + 7 * secondMs, '1:02:07'],
  ])('of %i ms shows %s', (ms, text) => {
    expect(countdownText(ms)).toBe(text)
  })
})

describe('a time of day', () => {
  const today = new Date(2026, 10, 23, 9, 5).getTime()

  it('is the bare time today', () => {
    const text = clockText(new Date(2026, 10, 23, 14, 55).getTime(), today)
    expect(text).toMatch(/^\D?\d{1,2}.55/)
    expect(text).not.toContain(',')
  })

  it('has the day on another day', () => {
    expect(clockText(new Date(2026, 10, 24, 14, 55).getTime(), today)).toMatch(/24.*, .*55/)
  })
})
