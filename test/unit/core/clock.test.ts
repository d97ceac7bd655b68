import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { systemClock, wallAheadMs } from '../../../src/core/clock.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('calls back after the delay, never early', () => {
  const called = vi.fn()
  systemClock.setTimer(999.1, called)
  vi.advanceTimersByTime(999)
  expect(called).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(called).toHaveBeenCalledTimes(1)
})

it('doesn’t call back once it is canceled', () => {
  const called = vi.fn()
  systemClock.setTimer(1000, called)()
  vi.advanceTimersByTime(2000)
  expect(called).not.toHaveBeenCalled()
})

it('doesn’t call back at once if the delay is longer than a timer can be', () => {
  const called = vi.fn()
  systemClock.setTimer(100 * 24 * 60 * 60_000, called)
  vi.advanceTimersByTime(24 * 60 * 60_000)
  expect(called).not.toHaveBeenCalled()
})

it('tells the time of both clocks', () => {
  const before = systemClock.now()
  vi.advanceTimersByTime(5000)
  const after = systemClock.now()
  expect(after.wallMs - before.wallMs).toBe(5000)
  expect(after.monotonicMs - before.monotonicMs).toBe(5000)
})

it('sees a sleep, or a wall clock that was set forward, and nothing in time that just passes', () => {
  const start = { wallMs: 1000, monotonicMs: 50 }
  expect(wallAheadMs(start, { wallMs: 8000, monotonicMs: 7050 })).toBe(0)
  expect(wallAheadMs(start, { wallMs: 8000, monotonicMs: 2050 })).toBe(5000)
  expect(wallAheadMs(start, { wallMs: 500, monotonicMs: 50 })).toBe(-500)
})
