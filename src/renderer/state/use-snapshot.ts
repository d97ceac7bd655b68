import { useEffect, useState } from 'preact/hooks'
import type { SnapshotState, SnapshotStore } from './snapshot-store.ts'

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
