import type { Clock } from '../../core/clock.ts'

/** The longest delay that `setTimeout` takes; more would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/** The computer's clocks. */
export const systemClock: Clock = {
  now: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
  setTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(Math.ceil(delayMs), longestDelayMs))
    return () => clearTimeout(timer)
  },
}
