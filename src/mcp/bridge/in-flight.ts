import type { MessageId } from './message.ts'

/** Answers to a cancelled request are of no use; what the server still says about it may be. */
const cancelledGraceMs = 5000

/** A frame under way. */
export interface Flight {
  readonly signal: AbortSignal
  isCancelled(): boolean
  end(): void
}

/** The frames under way, so that the client can cancel them by their requests' ids. */
export interface InFlight {
  /** @param closes whether to hang up is to cancel, as from protocol version 2026-07-28 on */
  begin(ids: readonly MessageId[], closes: boolean): Flight
  /** No further try. Whether that is all, and the server need not be told. */
  cancel(id: unknown): boolean
  abortAll(): void
}

interface Entry {
  readonly ids: readonly MessageId[]
  readonly closes: boolean
  readonly controller: AbortController
  isCancelled: boolean
}

export function createInFlight(): InFlight {
  const entries = new Set<Entry>()

  return {
    begin: (ids, closes) => {
      const controller = new AbortController()
      const entry: Entry = { ids, closes, controller, isCancelled: false }
      entries.add(entry)
      return {
        signal: controller.signal,
        isCancelled: () => entry.isCancelled,
        end: () => entries.delete(entry),
      }
    },
    cancel: (id) => {
      // of a batch nothing is cancelled here: the others in it would go with it
      const entry = [...entries].find(({ ids }) => ids.length === 1 && ids[0] === id)
      if (entry === undefined) return false
      entry.isCancelled = true
      if (entry.closes) entry.controller.abort()
      else setTimeout(() => entry.controller.abort(), cancelledGraceMs).unref()
      return entry.closes
    },
    abortAll: () => {
      for (const { controller } of entries) controller.abort()
    },
  }
}
