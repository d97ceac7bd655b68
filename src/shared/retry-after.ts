/** A longer wait is a server's mistake. */
const maxMs = 60 * 60_000

/**
 * Milliseconds that a Retry-After header asks for, in seconds or as a date (RFC 9110 section 10.2.3); null without one.
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  const value = header?.trim() ?? ''
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? null : Math.min(maxMs, Math.max(0, ms))
}
