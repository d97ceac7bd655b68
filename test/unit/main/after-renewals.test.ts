import { expect, it } from 'vitest'
import { accountFixture } from '../../../scripts/fixtures/accounts.ts'
import { appFixture } from '../../../scripts/fixtures/snapshots.ts'
import { afterRenewals } from '../../../src/main/after-renewals.ts'
import type { AppSnapshot } from '../../../src/shared/snapshot.ts'

const snapshotWith = (...kinds: readonly ('idle' | 'renewing')[]) =>
  appFixture(kinds.map((kind, at) => accountFixture(0, { id: `${at}`, activity: { kind } })))

function storeWith(first: AppSnapshot) {
  let snapshot = first
  const listeners = new Set<(snapshot: AppSnapshot) => void>()
  return {
    snapshot: () => snapshot,
    subscribe: (listener: (snapshot: AppSnapshot) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show: (next: AppSnapshot) => {
      snapshot = next
      for (const listener of listeners) listener(next)
    },
  }
}

it('a restart waits until the last renewal has ended, and happens once', () => {
  const store = storeWith(snapshotWith('renewing', 'renewing'))
  let restarts = 0
  afterRenewals(store, () => (restarts += 1))
  store.show(snapshotWith('renewing', 'idle'))
  expect(restarts).toBe(0)
  store.show(snapshotWith('idle', 'idle'))
  store.show(snapshotWith('renewing', 'idle'))
  store.show(snapshotWith('idle', 'idle'))
  expect(restarts).toBe(1)
})

it('a restart is immediate while nothing is renewed', () => {
  let restarts = 0
  afterRenewals(storeWith(snapshotWith('idle')), () => (restarts += 1))
  expect(restarts).toBe(1)
})
