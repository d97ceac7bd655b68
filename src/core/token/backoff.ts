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
