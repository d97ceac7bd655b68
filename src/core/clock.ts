/** A point in time on both clocks: the wall clock can be set, and the monotonic clock can stop during sleep. */
export interface Moment {
  readonly wallMs: number
  readonly monotonicMs: number
}

/** Time, as a port: tests pass their own clock. */
export interface Clock {
  now(): Moment
  /** Calls back after about `delayMs`. Only a hint, because sleep stops timers. Returns a function that cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void
}

/**
 * Milliseconds by which the wall clock has gained on the monotonic one: the computer slept, or the clock was set
 * forward.
 */
export function wallAheadMs(since: Moment, now: Moment): number {
  return now.wallMs - since.wallMs - (now.monotonicMs - since.monotonicMs)
}

/** Milliseconds passed since then, by whichever clock saw more; never negative. */
export function elapsedMs(since: Moment, now: Moment): number {
  return Math.max(0, now.wallMs - since.wallMs, now.monotonicMs - since.monotonicMs)
}

/** The longest delay `setTimeout` supports; with a longer one it fires immediately. */
const maxDelayMs = 2 ** 31 - 1

/** The computer's own clocks. */
export const systemClock: Clock = {
  now: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
  setTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(Math.ceil(delayMs), maxDelayMs))
    return () => clearTimeout(timer)
  },
}
