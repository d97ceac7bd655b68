/** Spreads the renewals of many accounts and computers over time. */
const jitterShare = 0.1
const maxJitterMs = 30_000

/** No token is renewed sooner than this after it was requested, however short its lifetime. */
const minAgeSec = 1

/** How many seconds a token may have left when it is renewed. */
const maxLeftSec = (lifetimeSec: number) => Math.max(0, lifetimeSec - minAgeSec)

/**
 * Milliseconds left on the token when its renewal is due: the buffer plus some jitter, but at most half the lifetime.
 * `jitter` is 0 to 1, drawn once per token.
 */
export function dueAtLeftMs(bufferMinutes: number, lifetimeSec: number, jitter: number): number {
  const bufferMs = bufferMinutes * 60_000
  const earlierMs = Math.min(maxJitterMs, bufferMs * jitterShare) * jitter
  return Math.min(bufferMs + earlierMs, (lifetimeSec * 1000) / 2, maxLeftSec(lifetimeSec) * 1000)
}

/**
 * The most seconds of validity a caller may ask for: what a new token is sure to have when its response arrives.
 * Lifetimes count from sending the request, so a little is gone by then.
 */
export function maxMinValidSec(lifetimeSec: number): number {
  return Math.min(lifetimeSec - Math.min(30, lifetimeSec * 0.1), maxLeftSec(lifetimeSec))
}

/** The validity in seconds if the caller names none: a minute, or half the lifetime if that is shorter. */
export function defaultMinValidSec(lifetimeSec: number): number {
  return Math.min(60, lifetimeSec / 2, maxLeftSec(lifetimeSec))
}

const baseMs = 2000
const minMs = 1000
const maxMs = 5 * 60_000

/** While the leeway of a possibly used refresh token is running, retry often. */
const maxWhileUncertainMs = 60_000

/**
 * Milliseconds to wait before attempt number `attempt` + 1: exponential with full jitter, as in AWS Architecture Blog,
 * "Exponential Backoff And Jitter". `random` is 0 to 1. A provider's Retry-After (milliseconds) is a lower bound.
 */
export function backoffMs(attempt: number, random: number, uncertain: boolean, retryAfterMs = 0): number {
  const capMs = uncertain ? maxWhileUncertainMs : maxMs
  const waitMs = Math.max(minMs, random * Math.min(capMs, baseMs * 2 ** attempt))
  return Math.max(waitMs, retryAfterMs)
}
