/** A moment by both clocks: the wall clock may be set, the monotonic one may stand still during sleep. */
export interface Moment {
  readonly wallMs: number
  readonly monotonicMs: number
}

export interface Clock {
  now(): Moment
  /** Calls back after about `delayMs`; a hint only, since sleep stops it. Returns how to cancel it. */
  setTimer(delayMs: number, callback: () => void): () => void
}

/** By how much the wall clock has run ahead since then: the computer slept, or the clock was set forward. */
export function wallAheadMs(since: Moment, now: Moment): number {
  return now.wallMs - since.wallMs - (now.monotonicMs - since.monotonicMs)
}

/** How much time has passed since then: the larger of both reckonings, never negative. */
export function elapsedMs(since: Moment, now: Moment): number {
  return Math.max(0, now.wallMs - since.wallMs, now.monotonicMs - since.monotonicMs)
}

/** The longest delay that `setTimeout` takes; more would fire at once. */
const maxDelayMs = 2 ** 31 - 1

/** The computer's clocks. */
export const systemClock: Clock = {
  now: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
  setTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(Math.ceil(delayMs), maxDelayMs))
    return () => clearTimeout(timer)
  },
}
