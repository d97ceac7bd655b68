import type { AppSnapshot } from '../../shared/snapshot.ts'
import { reduce, toSnapshot, type AppEvent, type AppState } from './app-state.ts'
import { isSameData } from './is-same-data.ts'

/** Holds the state; events go in, snapshots come out. */
export interface AppStore {
  dispatch(event: AppEvent): void
  state(): AppState
  snapshot(): AppSnapshot
  /**
   * Calls back with each snapshot that differs from the one before; returns how to stop. What a listener throws is its
   * own affair: it is dropped, so that no failed display undoes what was dispatched.
   */
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void
}

export function createAppStore(initial: AppState): AppStore {
  let state = initial
  let snapshot = toSnapshot(initial)
  let snapshotState = initial
  const listeners = new Set<(snapshot: AppSnapshot) => void>()

  /** Makes the snapshot true; returns whether it says anything new. */
  const refresh = (): boolean => {
    if (snapshotState === state) return false
    snapshotState = state
    const next = toSnapshot(state)
    if (isSameData(next, snapshot)) return false
    snapshot = next
    return true
  }

  const tell = (listener: (snapshot: AppSnapshot) => void): void => {
    try {
      listener(snapshot)
    } catch {
      // the other listeners, and whoever dispatched, have no part in it
    }
  }

  return {
    state: () => state,
    snapshot: () => {
      refresh()
      return snapshot
    },
    dispatch: (event) => {
      state = reduce(state, event)
      if (listeners.size > 0 && refresh()) for (const listener of listeners) tell(listener)
    },
    subscribe: (listener) => {
      refresh()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
