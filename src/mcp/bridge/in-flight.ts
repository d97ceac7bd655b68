import type { MessageId } from './message.ts'

/** Answers to a cancelled request are of no use; what the server still says about it may be. */
const cancelledGraceMs = 5000

/** A frame under way. */
interface InFlightRequest {
  /** Aborts when to hang up. */
  readonly signal: AbortSignal
  /** Aborts when the client does not want it any more: no further try. */
  readonly cancelled: AbortSignal
  end(): void
}

/** The frames under way, so that the client can cancel them by their requests' ids. */
export interface InFlight {
  /** @param closes whether to hang up is to cancel, as from protocol version 2026-07-28 on */
  begin(ids: readonly MessageId[], closes: boolean): InFlightRequest
  /** No further try. Whether that is all, and the server need not be told. */
  cancel(id: unknown): boolean
  abortAll(): void
}

interface Entry {
  readonly ids: readonly MessageId[]
  readonly closes: boolean
  readonly hangUp: AbortController
  readonly cancelling: AbortController
}

export function createInFlight(): InFlight {
  const entries = new Set<Entry>()

  return {
    begin: (ids, closes) => {
      const entry: Entry = {
        ids,
        closes,
        hangUp: new AbortController(),
        cancelling: new AbortController(),
      }
      entries.add(entry)
      return {
        signal: entry.hangUp.signal,
        cancelled: entry.cancelling.signal,
        end: () => entries.delete(entry),
      }
    },
    cancel: (id) => {
      // of a batch nothing is cancelled here: the others in it would go with it
      const entry = [...entries].find(({ ids }) => ids.length === 1 && ids[0] === id)
      if (entry === undefined) return false
      entry.cancelling.abort()
      if (entry.closes) entry.hangUp.abort()
      else setTimeout(() => entry.hangUp.abort(), cancelledGraceMs).unref()
      return entry.closes
    },
    abortAll: () => {
      for (const { hangUp, cancelling } of entries) {
        hangUp.abort()
        cancelling.abort()
      }
    },
  }
}
