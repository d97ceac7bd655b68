import { AppError } from '../../shared/error-codes.ts'
import { type Clock } from '../clock.ts'
import { waitAgeMs, type AccountTokenState } from './account-token-state.ts'
import type { Refresh } from './refresh.ts'

/** Callers that ask right after a failure share the next attempt instead of each starting one. */
const coolDownMs = 2000

/** At most one renewal in flight, and one result for everyone who waits for it. */
export interface SingleFlight {
  isInFlight(): boolean
  /** Joins the renewal in flight, or starts one now. Rejects as `Refresh.run` does. */
  renew(): Promise<void>
  /**
   * Like `renew`, but right after a failure it waits a little, for all callers. Rejects with the last error while a
   * rate limit lasts, and for a while after a refusal.
   */
  join(): Promise<void>
  /** Aborts the renewal in flight; its result no longer counts. */
  abandon(): void
  /** Resolves once no renewal is in flight. */
  whenIdle(): Promise<void>
  /** Prevents further renewals. */
  close(): void
}

export interface SingleFlightDeps {
  readonly clock: Clock
  readonly refresh: Refresh
  readonly state: AccountTokenState
  generation(): number
  /** Whether the computer is about to sleep. */
  isSuspended(): boolean
  started(): void
  ended(): void
}

/** Creates the single flight of one account's renewals. */
export function createSingleFlight({
  clock,
  refresh,
  state,
  generation,
  isSuspended,
  started,
  ended,
}: SingleFlightDeps): SingleFlight {
  let inFlight: Promise<void> | null = null
  let closed = false

  const start = (delayMs: number): Promise<void> => {
    const generationAtStart = generation()
    const wait =
      delayMs === 0 ? Promise.resolve() : new Promise<void>((done) => clock.setTimer(delayMs, done))
    const mine: Promise<void> = wait
      .then(() => {
        if (closed) throw new AppError('closing')
        if (delayMs > 0 && isSuspended()) throw new AppError('interrupted')
        return refresh.run(generationAtStart)
      })
      .finally(() => {
        if (inFlight === mine) inFlight = null
        ended()
      })
    inFlight = mine
    started()
    return mine
  }

  return {
    isInFlight: () => inFlight !== null,
    renew: () => inFlight ?? start(0),
    join: () => {
      const { retry } = state
      if (inFlight !== null) return inFlight
      if (retry === null) return start(0)
      const sinceMs = waitAgeMs(retry, clock.now())
      if (sinceMs < retry.quietMs) return Promise.reject(new AppError(retry.error, retry.detail))
      return start(Math.max(0, coolDownMs - sinceMs))
    },
    abandon: () => {
      refresh.restart()
      inFlight = null
    },
    whenIdle: async () => {
      await inFlight?.catch(() => undefined)
    },
    close: () => {
      closed = true
    },
  }
}
