/** Renewals of many accounts and computers should not fall on the same second. */
const jitterShare = 0.1
const maxJitterMs = 30_000

/**
 * How much life, in milliseconds, is left when the renewal is due: the buffer and a little more, but never more than
 * half the token's life. `jitter` is 0 to 1, drawn once per token.
 */
export function dueAtLeftMs(bufferMinutes: number, lifetimeSec: number, jitter: number): number {
  const bufferMs = bufferMinutes * 60_000
  const earlierMs = Math.min(maxJitterMs, bufferMs * jitterShare) * jitter
  return Math.min(bufferMs + earlierMs, (lifetimeSec * 1000) / 2)
}

/**
 * The longest validity that may be asked for: what a fresh token surely has when its answer arrives. A request counts
 * from when it was sent, so a little of the life is gone by then.
 */
export function maxMinValidSec(lifetimeSec: number): number {
  return lifetimeSec - Math.min(30, lifetimeSec * 0.1)
}

/** What is asked for when nobody says: the smaller of a minute and half the token's life. */
export function defaultMinValidSec(lifetimeSec: number): number {
  return Math.min(60, lifetimeSec / 2)
}
