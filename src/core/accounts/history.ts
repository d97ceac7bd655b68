import { maxHistoryEvents, type HistoryEvent } from '../../shared/history.ts'
import type { AccountEvent, HistoryFile, Log } from '../ports.ts'

/**
 * What happened to each account, oldest first. The last 200 events survive restarts. Nothing here throws: what can't be
 * written now (a full disk) is written with the next event.
 */
export interface History {
  get(accountId: string): readonly HistoryEvent[]
  add(accountId: string, event: HistoryEvent): void
  /** Counts a token issued to a program; many share one event. Not on disk until the next `add` or `flush`. */
  countIssuedToken(accountId: string, client: string, atMs: number): void
  clear(accountId: string): void
  /** Writes counts that are not on disk yet. */
  flush(): void
}

/** The index after the last event that is not a count of tokens: counts from here on may still change. */
function firstCount(events: readonly HistoryEvent[]): number {
  return events.findLastIndex(({ kind }) => kind !== 'issued') + 1
}

function countIndex(events: readonly HistoryEvent[], client: string): number {
  const from = firstCount(events)
  return events.findIndex((event, at) => at >= from && event.kind === 'issued' && event.client === client)
}

/** Adds an event at the end. A count of tokens replaces the one that it continues. */
export function addEvent(events: HistoryEvent[], event: HistoryEvent): void {
  const index = event.kind === 'issued' ? countIndex(events, event.client) : -1
  if (index === -1) events.push(event)
  else events[index] = event
}

/** The program's count with one more token; starts at 1 if something else has happened since. */
function counted(events: readonly HistoryEvent[], client: string, atMs: number): HistoryEvent {
  const before = events[countIndex(events, client)]
  return before?.kind === 'issued'
    ? { ...before, atMs, count: before.count + 1 }
    : { kind: 'issued', atMs, sinceMs: atMs, client, count: 1 }
}

/** The file is rewritten when it has more than twice as many events as needed, plus this many. */
const maxNeedless = 500

/** The history that is kept in `file`. */
export function createHistory(file: HistoryFile, log: Pick<Log, 'warn'>): History {
  const events = new Map(Object.entries(file.read()))
  /** Accounts with counts that are not on disk yet. */
  const unwritten = new Set<string>()
  /** Whether something could not be written: the file lacks it, or ends in the middle of it. */
  let isBehind = false
  const get = (accountId: string) => events.get(accountId) ?? []
  const set = (accountId: string, event: HistoryEvent) => {
    const next = [...get(accountId)]
    addEvent(next, event)
    events.set(accountId, next.slice(-maxHistoryEvents))
  }
  const pendingCounts = (account: string): AccountEvent[] =>
    unwritten.has(account)
      ? get(account)
          .slice(firstCount(get(account)))
          .map((event) => ({ account, event }))
      : []
  const isTooLong = (): boolean => {
    const needed = [...events.values()].reduce((sum, { length }) => sum + length, 0)
    return file.length() > 2 * needed + maxNeedless
  }
  /** null: writes everything. */
  const write = (added: readonly AccountEvent[] | null) => {
    try {
      if (added === null || isBehind || isTooLong()) {
        file.save(Object.fromEntries(events))
        unwritten.clear()
      } else file.append(added)
      isBehind = false
    } catch (error) {
      isBehind = true
      log.warn('the history could not be written', { error })
    }
  }
  return {
    get,
    add: (account, event) => {
      const added = [...pendingCounts(account), { account, event }]
      unwritten.delete(account)
      set(account, event)
      write(added)
    },
    countIssuedToken: (accountId, client, atMs) => {
      set(accountId, counted(get(accountId), client, atMs))
      unwritten.add(accountId)
    },
    clear: (accountId) => {
      unwritten.delete(accountId)
      // cleared events must not stay in the file
      if (events.delete(accountId)) write(null)
    },
    flush: () => {
      const added = [...unwritten].flatMap(pendingCounts)
      unwritten.clear()
      if (isBehind || added.length > 0) write(added)
    },
  }
}
