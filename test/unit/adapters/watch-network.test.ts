import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchNetwork } from '../../../src/adapters/system/watch-network.ts'
import type { Activity, AppSnapshot } from '../../../src/shared/snapshot.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Accounts that do these things. */
function fakeStore(...first: Activity['kind'][]) {
  const toSnapshot = (kinds: readonly Activity['kind'][]) =>
    ({ accounts: kinds.map((kind) => ({ activity: { kind } })) }) as unknown as AppSnapshot
  let snapshot = toSnapshot(first)
  const listeners = new Set<(next: AppSnapshot) => void>()
  return {
    snapshot: () => snapshot,
    subscribe: (listener: (next: AppSnapshot) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (...kinds: Activity['kind'][]) => {
      snapshot = toSnapshot(kinds)
      for (const listener of listeners) listener(snapshot)
    },
  }
}

/** A watched computer, whose addresses the test sets. */
function startWatching(store: ReturnType<typeof fakeStore>) {
  const watched = { addresses: 'wlan0 192.0.2.7', looks: 0, changes: 0, stop: () => undefined as void }
  watched.stop = watchNetwork(
    store,
    () => (watched.changes += 1),
    () => {
      watched.looks += 1
      return watched.addresses
    },
  )
  return watched
}

it('tells each change of the computer’s addresses once while a renewal waits, until it is stopped', () => {
  const watched = startWatching(fakeStore('idle', 'retrying'))
  vi.advanceTimersByTime(60_000)
  expect(watched.changes).toBe(0)
  for (const next of ['', 'wlan0 198.51.100.7', 'wlan0 198.51.100.7\nvpn0 10.0.0.7']) {
    watched.addresses = next
    vi.advanceTimersByTime(60_000)
  }
  expect(watched.changes).toBe(3)
  watched.stop()
  watched.addresses = ''
  vi.advanceTimersByTime(60_000)
  expect(watched.changes).toBe(3)
})

it('sets no timer and never looks while all is well', () => {
  const store = fakeStore('idle', 'signingIn')
  const watched = startWatching(store)
  store.set('idle', 'renewing')
  store.set('idle')
  store.set()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(3_600_000)
  expect(watched.looks).toBe(0)
})

it('looks from the first failure until the renewal works, also during the attempts', () => {
  const store = fakeStore('renewing')
  const watched = startWatching(store)
  expect(vi.getTimerCount()).toBe(0)
  // other networks before the failure say nothing
  watched.addresses = 'wlan0 203.0.113.7'
  store.set('retrying')
  store.set('renewing')
  vi.advanceTimersByTime(10_000)
  expect(watched.changes).toBe(0)
  // the attempt fails although the network is back
  watched.addresses = 'wlan0 198.51.100.7'
  store.set('retrying')
  vi.advanceTimersByTime(10_000)
  expect(watched.changes).toBe(1)
  store.set('idle')
  expect(vi.getTimerCount()).toBe(0)
  watched.addresses = 'wlan0 192.0.2.7'
  vi.advanceTimersByTime(3_600_000)
  expect(watched.changes).toBe(1)
})

it('can read the addresses of this computer', () => {
  const stop = watchNetwork(fakeStore('retrying'), () => undefined)
  vi.advanceTimersByTime(60_000)
  stop()
})
