import type { AccountSecret } from '../../../src/core/token/token-set.ts'

/** A secret with tokens of this length. */
export function accountSecret(mark: string, tokenLength = 2000): AccountSecret {
  return {
    clientSecret: `secret of ${mark}`,
    tokenSet: {
      accessToken: `access-${mark}-`.padEnd(tokenLength, 'a'),
      refreshToken: `refresh-${mark}-`.padEnd(tokenLength, 'r'),
      obtainedAtMs: 1_700_000_000_000,
      expiresAtMs: 1_700_003_600_000,
      lifetimeSec: 3600,
      scopes: ['read:me'],
    },
  }
}
