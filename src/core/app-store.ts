import type { AppSnapshot } from '../shared/snapshot.ts'
import { reduce, snapshotOf, type AppEvent, type AppState } from './app-state.ts'
import { isSameData } from './same-data.ts'

/** Holds the state; events go in, snapshots come out. */
export interface AppStore {
  dispatch(event: AppEvent): void
  state(): AppState
  snapshot(): AppSnapshot
  /** Calls back with each snapshot that differs from the one before; returns how to stop. */
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void
}

export function createAppStore(initial: AppState): AppStore {
  let state = initial
  let snapshot = snapshotOf(initial)
  const listeners = new Set<(snapshot: AppSnapshot) => void>()
  return {
    state: () => state,
    snapshot: () => snapshot,
    dispatch: (event) => {
      state = reduce(state, event)
      const next = snapshotOf(state)
      if (isSameData(next, snapshot)) return
      snapshot = next
      for (const listener of listeners) listener(next)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
