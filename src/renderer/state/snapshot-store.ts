import { useEffect, useState } from 'preact/hooks'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { Bridge } from '../../shared/ipc-bridge.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'

export type SnapshotState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: ErrorCode }
  | { readonly kind: 'ready'; readonly snapshot: AppSnapshot }

export interface SnapshotStore {
  get(): SnapshotState
  /** Calls back on every change; returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void
  /** Loads the state again, after a failure. */
  reload(): Promise<void>
}

/** Holds the latest snapshot: loaded once, then pushed. A push that arrives before the first response wins over it. */
export function createSnapshotStore(bridge: Bridge): SnapshotStore {
  let state: SnapshotState = { kind: 'loading' }
  const listeners = new Set<() => void>()

  const set = (next: SnapshotState) => {
    state = next
    for (const listener of listeners) listener()
  }

  const reload = async () => {
    try {
      const answer = await bridge.invoke('state:get', undefined)
      if (state.kind === 'ready') return
      set(answer.ok ? { kind: 'ready', snapshot: answer.value } : { kind: 'failed', code: answer.error.code })
    } catch {
      if (state.kind !== 'ready') set({ kind: 'failed', code: 'internal' })
    }
  }

  bridge.onStateChanged((snapshot) => set({ kind: 'ready', snapshot }))
  void reload()

  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reload,
  }
}

/** The store's state; rerenders on every change. */
export function useSnapshot(store: SnapshotStore): SnapshotState {
  const [state, setState] = useState(store.get())
  useEffect(() => {
    const update = () => setState(store.get())
    update()
    return store.subscribe(update)
  }, [store])
  return state
}
