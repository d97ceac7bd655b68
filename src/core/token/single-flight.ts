import { AppError } from '../../shared/error-codes.ts'
import { type Clock } from '../clock.ts'
import { waitAgeMs, type AccountTokenState } from './account-token-state.ts'
import type { Refresh } from './refresh.ts'

/** Callers that come right after a failure share the next try instead of each making one. */
const coolDownMs = 2000

/** At most one renewal in the air, and one result for all who wait for it. */
export interface SingleFlight {
  isInFlight(): boolean
  /** Joins the flight in the air, or starts one at once. Rejects as `Refresh.run` does. */
  renew(): Promise<void>
  /** As `renew`; but after a failure a moment ago it starts a little later, for all, or not before a Retry-After. */
  join(): Promise<void>
  /** What is in the air is nobody's any more. */
  abandon(): void
  whenIdle(): Promise<void>
  /** Starts nothing any more. */
  close(): void
}

export interface SingleFlightDeps {
  readonly clock: Clock
  readonly refresh: Refresh
  readonly state: AccountTokenState
  generation(): number
  started(): void
  ended(): void
}

export function createSingleFlight({
  clock,
  refresh,
  state,
  generation,
  started,
  ended,
}: SingleFlightDeps): SingleFlight {
  let underWay: Promise<void> | null = null
  let closed = false

  const fly = (delayMs: number): Promise<void> => {
    const mineFrom = generation()
    const wait =
      delayMs === 0 ? Promise.resolve() : new Promise<void>((done) => clock.setTimer(delayMs, done))
    const mine: Promise<void> = wait
      .then(() => {
        if (closed) throw new AppError('closing')
        return refresh.run(mineFrom)
      })
      .finally(() => {
        if (underWay === mine) underWay = null
        ended()
      })
    underWay = mine
    started()
    return mine
  }

  return {
    isInFlight: () => underWay !== null,
    renew: () => underWay ?? fly(0),
    join: () => {
      const { retry } = state
      if (underWay !== null) return underWay
      if (retry === null) return fly(0)
      const sinceMs = waitAgeMs(retry, clock.now())
      if (sinceMs < retry.quietMs) return Promise.reject(new AppError(retry.error))
      return fly(Math.max(0, coolDownMs - sinceMs))
    },
    abandon: () => {
      refresh.restart()
      underWay = null
    },
    whenIdle: async () => {
      await underWay?.catch(() => undefined)
    },
    close: () => {
      closed = true
    },
  }
}
