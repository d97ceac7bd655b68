import type { MessageId } from './message.ts'

/** After a cancellation, answers are useless, but other messages from the server may not be. */
const cancelledGraceMs = 5000

/** A frame being delivered. */
interface InFlightRequest {
  /** Aborts when the connection should be closed. */
  readonly signal: AbortSignal
  /** Aborts when the client has canceled it: don't retry. */
  readonly cancelled: AbortSignal
  end(): void
}

/** The frames being delivered, so that the client can cancel them by their requests' ids. */
export interface InFlight {
  /** @param closes whether closing the connection cancels, as it does from protocol version 2026-07-28 on */
  begin(ids: readonly MessageId[], closes: boolean): InFlightRequest
  /** Stops retries. Returns true if the server doesn't need to be notified. */
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
      // don't cancel a batch: its other requests would be canceled too
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
