import { elapsedMs, type Moment } from '../clock.ts'
import type { TokenSet } from './token-set.ts'

/** How long a token still lives, reckoned at a moment. */
export interface TokenLife {
  readonly leftMs: number
  readonly at: Moment
}

/** The life of a token that was asked for at `sentAt`. */
export function lifeOfFreshToken(tokenSet: TokenSet, sentAt: Moment): TokenLife {
  return { leftMs: tokenSet.lifetimeSec * 1000, at: sentAt }
}

/**
 * The life of a token out of the keychain, where only the wall clock can tell. A wall clock that stands before the
 * token's beginning was set back: then nothing is known, and the token counts as used up.
 */
export function lifeOfStoredToken(tokenSet: TokenSet, now: Moment): TokenLife {
  const clockToleranceMs = 2000
  const setBack = now.wallMs < tokenSet.obtainedAtMs - clockToleranceMs
  const leftMs = Math.min(tokenSet.expiresAtMs - now.wallMs, tokenSet.lifetimeSec * 1000)
  return { leftMs: setBack ? 0 : Math.max(0, leftMs), at: now }
}

/**
 * The same life, reckoned now. Of each stretch of time the clock that saw more of it counts, so neither sleep nor a
 * wall clock set back makes a token look longer-lived.
 */
export function advanceLife(life: TokenLife, now: Moment): TokenLife {
  return { leftMs: Math.max(0, life.leftMs - elapsedMs(life.at, now)), at: now }
}
