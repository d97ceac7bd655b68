import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchNetwork } from '../../../src/adapters/system/watch-network.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells each change of the computer’s addresses once, until it is stopped', () => {
  let addresses = 'wlan0 192.0.2.7'
  let changes = 0
  const stop = watchNetwork(
    () => (changes += 1),
    () => addresses,
  )
  vi.advanceTimersByTime(60_000)
  expect(changes).toBe(0)
  for (const next of ['', 'wlan0 198.51.100.7', 'wlan0 198.51.100.7\nvpn0 10.0.0.7']) {
    addresses = next
    vi.advanceTimersByTime(60_000)
  }
  expect(changes).toBe(3)
  stop()
  addresses = ''
  vi.advanceTimersByTime(60_000)
  expect(changes).toBe(3)
})

it('can read the addresses of this computer', () => {
  const stop = watchNetwork(() => undefined)
  vi.advanceTimersByTime(60_000)
  stop()
})
