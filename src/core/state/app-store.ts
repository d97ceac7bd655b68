import type { AppSnapshot } from '../../shared/snapshot.ts'
import { reduce, toSnapshot, type AppEvent, type AppState } from './app-state.ts'
import { isSameData } from './is-same-data.ts'

/** Holds the state: events go in, snapshots come out. */
export interface AppStore {
  dispatch(event: AppEvent): void
  state(): AppState
  snapshot(): AppSnapshot
  /**
   * Calls back with each snapshot that differs from the previous one. Returns a function that unsubscribes. Errors a
   * listener throws are ignored, so a broken view can't undo what was dispatched.
   */
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void
}

/** Creates a store with this state. */
export function createAppStore(initial: AppState): AppStore {
  let state = initial
  let snapshot = toSnapshot(initial)
  let snapshotState = initial
  const listeners = new Set<(snapshot: AppSnapshot) => void>()

  /** Brings the snapshot up to date. Returns whether it changed. */
  const refresh = (): boolean => {
    if (snapshotState === state) return false
    snapshotState = state
    const next = toSnapshot(state)
    if (isSameData(next, snapshot)) return false
    snapshot = next
    return true
  }

  const notify = (listener: (snapshot: AppSnapshot) => void): void => {
    try {
      listener(snapshot)
    } catch {
      // must not affect the other listeners or the caller of `dispatch`
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
      if (listeners.size > 0 && refresh()) for (const listener of listeners) notify(listener)
    },
    subscribe: (listener) => {
      refresh()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
