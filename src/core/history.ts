import { historyLimit, type HistoryEvent } from '../shared/history.ts'
import type { HistoryFile } from './ports.ts'

/** What happened to each account, oldest first; the last 200 events survive restarts. */
export interface History {
  of(accountId: string): readonly HistoryEvent[]
  add(accountId: string, event: HistoryEvent): void
  forget(accountId: string): void
}

/** The history kept in that file. */
export function createHistory(file: HistoryFile): History {
  const events = new Map(Object.entries(file.read()))
  const save = () => file.save(Object.fromEntries(events))
  return {
    of: (accountId) => events.get(accountId) ?? [],
    add: (accountId, event) => {
      events.set(accountId, [...(events.get(accountId) ?? []), event].slice(-historyLimit))
      save()
    },
    forget: (accountId) => {
      if (events.delete(accountId)) save()
    },
  }
}
