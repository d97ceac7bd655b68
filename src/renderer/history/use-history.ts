import { useEffect, useState } from 'preact/hooks'
import type { HistoryEvent } from '../../shared/history.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { call, type Failure } from '../state/call.ts'

export interface LoadedHistory {
  /** Null while loading, and after a failure. */
  readonly events: readonly HistoryEvent[] | null
  readonly failure: Failure | null
}

/** The history of an account; loaded again when the account changes. */
export function useHistory(account: AccountSnapshot): LoadedHistory {
  const [history, setHistory] = useState<LoadedHistory>({ events: null, failure: null })
  useEffect(() => {
    let stale = false
    void call('accounts:history', { id: account.id }).then((answer) => {
      if (stale) return
      setHistory(
        answer.ok ? { events: answer.value, failure: null } : { events: null, failure: answer.error },
      )
    })
    return () => {
      stale = true
    }
  }, [account])
  return history
}
