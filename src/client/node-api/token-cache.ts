import { systemClock, type Moment } from '../../core/clock.ts'
import { advanceLife, type TokenLife } from '../../core/token/token-life.ts'
import type { TokenAnswer } from '../../shared/local-api.ts'

/** The latest token, and how long it is valid by both clocks. */
export interface TokenCache {
  /** Seconds left; 0 without a token. */
  leftSec(): number
  current(): TokenAnswer | null
  /** `askedAt`: when the request was sent, so that the remaining time is never overestimated. */
  put(answer: TokenAnswer, askedAt: Moment): void
  clear(): void
}

export function createTokenCache(): TokenCache {
  let held: TokenAnswer | null = null
  let life: TokenLife | null = null
  return {
    current: () => held,
    leftSec: () => {
      if (life === null) return 0
      life = advanceLife(life, systemClock.now())
      return life.leftMs / 1000
    },
    put: (answer, askedAt) => {
      held = answer
      life = { leftMs: answer.expiresInSec * 1000, at: askedAt }
    },
    clear: () => {
      held = null
      life = null
    },
  }
}
