/** Spreads the renewals of many accounts and computers over time. */
const jitterShare = 0.1
const maxJitterMs = 30_000

/**
 * Milliseconds left on the token when its renewal is due: the buffer plus some jitter, but at most half the lifetime.
 * `jitter` is 0 to 1, drawn once per token.
 */
export function dueAtLeftMs(bufferMinutes: number, lifetimeSec: number, jitter: number): number {
  const bufferMs = bufferMinutes * 60_000
  const earlierMs = Math.min(maxJitterMs, bufferMs * jitterShare) * jitter
  return Math.min(bufferMs + earlierMs, (lifetimeSec * 1000) / 2)
}

/**
 * The most seconds of validity a caller may ask for: what a new token is sure to have when its response arrives.
 * Lifetimes count from sending the request, so a little is gone by then.
 */
export function maxMinValidSec(lifetimeSec: number): number {
  return lifetimeSec - Math.min(30, lifetimeSec * 0.1)
}

/** The validity in seconds if the caller names none: a minute, or half the lifetime if that is shorter. */
export function defaultMinValidSec(lifetimeSec: number): number {
  return Math.min(60, lifetimeSec / 2)
}
