import type { TokenSet } from './token-set.ts'

/** Spreads the renewals of many accounts and computers over time. */
const jitterShare = 0.1
const maxJitterMs = 30_000

/** No token is renewed sooner than this after it was requested, however short its lifetime. */
const minAgeSec = 1

/** How many seconds a token may have left when it is renewed. */
const maxLeftSec = (lifetimeSec: number) => Math.max(0, lifetimeSec - minAgeSec)

/** What decides when to renew a token. */
type Lives = Pick<TokenSet, 'lifetimeSec' | 'refreshLifetimeSec'>

/** Milliseconds left of one lifetime when its renewal is due. */
function dueInLifeMs(bufferMinutes: number, lifetimeSec: number, jitter: number): number {
  const bufferMs = bufferMinutes * 60_000
  const earlierMs = Math.min(maxJitterMs, bufferMs * jitterShare) * jitter
  return Math.min(bufferMs + earlierMs, (lifetimeSec * 1000) / 2, maxLeftSec(lifetimeSec) * 1000)
}

/**
 * Milliseconds left on the access token when its renewal must start because the refresh token ends; negative if that is
 * after its own end, `-Infinity` without a known limit.
 */
export function refreshDueAtLeftMs(bufferMinutes: number, lives: Lives, jitter: number): number {
  const { lifetimeSec, refreshLifetimeSec = Infinity } = lives
  return (lifetimeSec - refreshLifetimeSec) * 1000 + dueInLifeMs(bufferMinutes, refreshLifetimeSec, jitter)
}

/**
 * Milliseconds left on the token when its renewal is due: the buffer plus some jitter, but at most half the lifetime.
 * A refresh token that ends sooner is renewed in time, by the same rule. `jitter` is 0 to 1, drawn once per token.
 */
export function dueAtLeftMs(bufferMinutes: number, lives: Lives, jitter: number): number {
  return Math.max(
    dueInLifeMs(bufferMinutes, lives.lifetimeSec, jitter),
    refreshDueAtLeftMs(bufferMinutes, lives, jitter),
  )
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

/** Up to this wait, retries are spread over all of it; a longer one is at least half as long. */
const maxFullJitterMs = 5 * 60_000

/**
 * Milliseconds to wait before attempt number `attempt` + 1, at most `maxMs`: exponential with full jitter, as in AWS
 * Architecture Blog, "Exponential Backoff And Jitter". `random` is 0 to 1. A provider's Retry-After (milliseconds) is a
 * lower bound.
 */
export function backoffMs(attempt: number, random: number, maxMs: number, retryAfterMs = 0): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** attempt)
  const floorMs = ceilingMs > maxFullJitterMs ? ceilingMs / 2 : minMs
  return Math.max(floorMs, random * ceilingMs, retryAfterMs)
}

/** The longest wait before a renewal is tried again, however long it has failed. */
const maxRetryMs = 60 * 60_000

/** While the leeway of a possibly used refresh token is running, retry often. */
const maxInLeewayMs = 60_000

/**
 * After this many lost answers in a row, one of them has most likely used up the refresh token long ago, or none has,
 * so hurrying no longer helps.
 */
const maxHurriedAttempts = 100

/**
 * The longest wait in milliseconds before the next attempt to renew. `lostAnswers` is how many attempts since the last
 * success the provider may have honored.
 */
export function maxRenewalWaitMs(isInLeeway: boolean, lostAnswers: number): number {
  return isInLeeway && lostAnswers <= maxHurriedAttempts ? maxInLeewayMs : maxRetryMs
}
