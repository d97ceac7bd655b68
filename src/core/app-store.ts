import type { AccountSnapshot, AppSnapshot } from '../shared/snapshot.ts'
import { accountSnapshotOf, reduce, type AppEvent, type AppState } from './app-state.ts'
import type { AccountRecord } from './ports.ts'

/** Holds the state; events go in, snapshots come out. */
export interface AppStore {
  dispatch(event: AppEvent): void
  state(): AppState
  snapshot(): AppSnapshot
  /** Calls back with each snapshot that differs from the one before; returns how to stop. */
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void
}

interface Shown {
  readonly madeOf: readonly unknown[]
  readonly account: AccountSnapshot
  readonly text: string
}

/** Makes snapshots of accounts, the very same one again where nothing that is shown has changed. */
function createAccountCache(): (state: AppState, record: AccountRecord) => AccountSnapshot {
  const cache = new Map<string, Shown>()
  return (state, record) => {
    const { id } = record
    const madeOf = [record, state.facts[id], state.signIns[id], state.signInErrors[id]]
    const before = cache.get(id)
    if (before?.madeOf.every((part, index) => part === madeOf[index]) === true) return before.account
    const fresh = accountSnapshotOf(state, record)
    const text = JSON.stringify(fresh)
    const account = text === before?.text ? before.account : fresh
    cache.set(id, { madeOf, account, text })
    return account
  }
}

const isSame = <T>(some: readonly T[], others: readonly T[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index])

export function createAppStore(initial: AppState): AppStore {
  const accountOf = createAccountCache()
  const snapshotOf = ({ app, settings, notices, records }: AppState): AppSnapshot => ({
    ...app,
    accounts: records.map((record) => accountOf(state, record)),
    settings,
    notices: [...notices],
  })

  let state = initial
  let snapshot = snapshotOf(initial)
  const listeners = new Set<(snapshot: AppSnapshot) => void>()
  return {
    state: () => state,
    snapshot: () => snapshot,
    dispatch: (event) => {
      state = reduce(state, event)
      const next = snapshotOf(state)
      const isNews =
        next.settings !== snapshot.settings ||
        !isSame(next.notices, snapshot.notices) ||
        !isSame(next.accounts, snapshot.accounts)
      if (!isNews) return
      snapshot = next
      for (const listener of listeners) listener(next)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
