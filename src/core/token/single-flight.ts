import { AppError } from '../../shared/error-codes.ts'
import { type Clock } from '../clock.ts'
import { waitAgeMs, type KeeperState } from './account-token-state.ts'
import type { Refresh } from './refresh.ts'

/** Callers that come right after a failure share the next try instead of each making one. */
const coolDownMs = 2000

/** At most one renewal in the air, and one result for all who wait for it. */
export interface Flights {
  isInFlight(): boolean
  /** Joins the flight in the air, or starts one at once. Rejects as `Refresh.run` does. */
  renew(): Promise<void>
  /** As `renew`; but after a failure a moment ago it starts a little later, for all, or not before a Retry-After. */
  join(): Promise<void>
  /** What is in the air is nobody's any more. */
  abandon(): void
  landed(): Promise<void>
  /** Starts nothing any more. */
  close(): void
}

export interface FlightsDeps {
  readonly clock: Clock
  readonly refresh: Refresh
  readonly state: KeeperState
  generation(): number
  started(): void
  ended(): void
}

export function createFlights({ clock, refresh, state, generation, started, ended }: FlightsDeps): Flights {
  let flight: Promise<void> | null = null
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
        if (flight === mine) flight = null
        ended()
      })
    flight = mine
    started()
    return mine
  }

  return {
    isInFlight: () => flight !== null,
    renew: () => flight ?? fly(0),
    join: () => {
      const { retry } = state
      if (flight !== null) return flight
      if (retry === null) return fly(0)
      const sinceMs = waitAgeMs(retry, clock.now())
      if (sinceMs < retry.quietMs) return Promise.reject(new AppError(retry.error))
      return fly(Math.max(0, coolDownMs - sinceMs))
    },
    abandon: () => {
      refresh.restart()
      flight = null
    },
    landed: async () => {
      await flight?.catch(() => undefined)
    },
    close: () => {
      closed = true
    },
  }
}
