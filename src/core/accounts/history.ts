import { maxHistoryEvents, type HistoryEvent } from '../../shared/history.ts'
import type { HistoryFile, Log } from '../ports.ts'

/**
 * What happened to each account, oldest first; the last 200 events survive restarts. Nothing here throws: what can't be
 * written now (a full disk) is written with what comes next.
 */
export interface History {
  of(accountId: string): readonly HistoryEvent[]
  add(accountId: string, event: HistoryEvent): void
  /** Counts a token for a program, in one event for many; not on disk before the next `add` or `flush`. */
  countIssuedToken(accountId: string, client: string, atMs: number): void
  clear(accountId: string): void
  /** Puts what was only counted on disk. */
  flush(): void
}

/** Adds to the program's event when nothing else has happened since. */
function withIssuedToken(events: readonly HistoryEvent[], client: string, atMs: number): HistoryEvent[] {
  const lastOther = events.findLastIndex(({ kind }) => kind !== 'issued')
  const index = events.findIndex(
    (event, at) => at > lastOther && event.kind === 'issued' && event.client === client,
  )
  const before = events[index]
  if (before?.kind !== 'issued') return [...events, { kind: 'issued', atMs, sinceMs: atMs, client, count: 1 }]
  return events.with(index, { ...before, atMs, count: before.count + 1 })
}

/** The history kept in that file. */
export function createHistory(file: HistoryFile, log: Pick<Log, 'warn'>): History {
  const events = new Map(Object.entries(file.read()))
  let isSaved = true
  const of = (accountId: string) => events.get(accountId) ?? []
  const set = (accountId: string, next: readonly HistoryEvent[]) =>
    void events.set(accountId, next.slice(-maxHistoryEvents))
  const save = () => {
    try {
      file.save(Object.fromEntries(events))
      isSaved = true
    } catch (error) {
      isSaved = false
      log.warn('the history could not be written', { error })
    }
  }
  return {
    of,
    add: (accountId, event) => {
      set(accountId, [...of(accountId), event])
      save()
    },
    countIssuedToken: (accountId, client, atMs) => {
      set(accountId, withIssuedToken(of(accountId), client, atMs))
      isSaved = false
    },
    clear: (accountId) => {
      if (events.delete(accountId)) save()
    },
    flush: () => {
      if (!isSaved) save()
    },
  }
}
