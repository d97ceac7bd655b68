import { elapsedMs, type Moment } from '../clock.ts'
import type { TokenSet } from './token-set.ts'

/** How many milliseconds a token had left at a point in time. */
export interface TokenLife {
  readonly leftMs: number
  readonly at: Moment
}

/** The life of a new token whose request was sent at `sentAt`. */
export function freshTokenLife(tokenSet: TokenSet, sentAt: Moment): TokenLife {
  return { leftMs: tokenSet.lifetimeSec * 1000, at: sentAt }
}

/**
 * The life of a token read from the keychain, by the wall clock only. If the wall clock is earlier than when the token
 * was obtained, the clock was set back: nothing is known then, and the token counts as expired.
 */
export function storedTokenLife(tokenSet: TokenSet, now: Moment): TokenLife {
  const clockToleranceMs = 2000
  const isClockSetBack = now.wallMs < tokenSet.obtainedAtMs - clockToleranceMs
  const leftMs = Math.min(tokenSet.expiresAtMs - now.wallMs, tokenSet.lifetimeSec * 1000)
  return { leftMs: isClockSetBack ? 0 : Math.max(0, leftMs), at: now }
}

/**
 * The same life, as of now. The clock that saw more time pass counts, so neither sleep nor a wall clock that was set
 * back makes a token look valid for longer.
 */
export function advanceLife(life: TokenLife, now: Moment): TokenLife {
  return { leftMs: Math.max(0, life.leftMs - elapsedMs(life.at, now)), at: now }
}
