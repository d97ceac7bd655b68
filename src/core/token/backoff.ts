const firstMs = 2000
const minMs = 1000
const maxMs = 5 * 60_000

/** While a refresh token may have been used up, its leeway runs: try often. */
const maxWhileUncertainMs = 60_000

/**
 * How long to wait before try number `attempt` + 1: exponential with full jitter, as in AWS Architecture Blog,
 * "Exponential Backoff And Jitter". `random` is 0 to 1. A provider's Retry-After (milliseconds) is a lower bound.
 */
export function backoffMs(attempt: number, random: number, uncertain: boolean, retryAfterMs = 0): number {
  const most = uncertain ? maxWhileUncertainMs : maxMs
  const wait = Math.max(minMs, random * Math.min(most, firstMs * 2 ** attempt))
  return Math.max(wait, retryAfterMs)
}
