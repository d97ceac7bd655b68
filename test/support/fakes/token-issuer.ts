import type { Grant } from '../../../src/core/token/token-set.ts'

const dayMs = 24 * 60 * 60_000

export interface TokenIssuerOptions {
  readonly nowMs: () => number
  lifetimeSec: number
  readonly leewayMs?: number
  readonly idleMs?: number
}

/** Why a sign-in ended at the provider. */
type Death = 'reused' | 'idle' | 'revoked'

interface Family {
  death: Death | null
}

interface RefreshToken {
  readonly family: Family
  readonly issuedAtMs: number
  usedAtMs: number | null
}

/**
 * Atlassian's rules for tokens, on the provider's own clock: refresh tokens rotate, a used one may be used again for ten
 * minutes, later use revokes the whole family, and 90 days without use end it. Source: “Implementing the refresh token
 * flow”, developer.atlassian.com/cloud/oauth/getting-started/refresh-tokens.
 */
export interface TokenIssuer {
  readonly options: TokenIssuerOptions
  signIn(): Grant & { refreshToken: string; lifetimeSec: number }
  /** null means refused: the sign-in is over. */
  redeem(refreshToken: string): (Grant & { refreshToken: string; lifetimeSec: number }) | null
  /** Milliseconds since 1970 on the provider's clock; 0 if it never issued this token. */
  getExpiry(accessToken: string): number
  /** The number of the sign-in that this access token is from; -1 if it was never issued. */
  getSignIn(accessToken: string): number
  /** Sign-ins so far. */
  signIns(): number
  /** When this refresh token was first redeemed; null if never. */
  usedAt(refreshToken: string): number | null
  /** Whether it would be redeemed now. */
  honours(refreshToken: string): boolean
  /** When this refresh token was issued; 0 if never. */
  issuedAt(refreshToken: string): number
  /** Why the sign-in behind this refresh token is over; null if it isn't. */
  getDeath(refreshToken: string): Death | null
  revokeAll(): void
  /** Refresh grants so far. */
  granted(): number
}

export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { nowMs, leewayMs = 10 * 60_000, idleMs = 90 * dayMs } = options
  const refreshTokens = new Map<string, RefreshToken>()
  const expiries = new Map<string, number>()
  const signIns = new Map<string, number>()
  const families: Family[] = []
  let count = 0
  let granted = 0

  const issue = (family: Family) => {
    count += 1
    const { lifetimeSec } = options
    const grant = { accessToken: `access-${count}`, refreshToken: `refresh-${count}`, lifetimeSec }
    refreshTokens.set(grant.refreshToken, { family, issuedAtMs: nowMs(), usedAtMs: null })
    expiries.set(grant.accessToken, nowMs() + lifetimeSec * 1000)
    signIns.set(grant.accessToken, families.indexOf(family))
    return grant
  }

  const honours = (token: RefreshToken): boolean =>
    token.family.death === null &&
    nowMs() - token.issuedAtMs <= idleMs &&
    (token.usedAtMs === null || nowMs() - token.usedAtMs <= leewayMs)

  const refuse = (family: Family, death: Death): null => {
    family.death ??= death
    return null
  }

  return {
    options,
    signIn: () => {
      const family = { death: null }
      families.push(family)
      return issue(family)
    },
    redeem: (refreshToken) => {
      const token = refreshTokens.get(refreshToken)
      if (token === undefined || token.family.death !== null) return null
      const { family, issuedAtMs } = token
      if (!honours(token)) return refuse(family, nowMs() - issuedAtMs > idleMs ? 'idle' : 'reused')
      token.usedAtMs ??= nowMs()
      granted += 1
      return issue(family)
    },
    getExpiry: (accessToken) => expiries.get(accessToken) ?? 0,
    getSignIn: (accessToken) => signIns.get(accessToken) ?? -1,
    signIns: () => families.length,
    usedAt: (refreshToken) => refreshTokens.get(refreshToken)?.usedAtMs ?? null,
    honours: (refreshToken) => {
      const token = refreshTokens.get(refreshToken)
      return token !== undefined && honours(token)
    },
    issuedAt: (refreshToken) => refreshTokens.get(refreshToken)?.issuedAtMs ?? 0,
    getDeath: (refreshToken) => refreshTokens.get(refreshToken)?.family.death ?? null,
    revokeAll: () => families.forEach((family) => refuse(family, 'revoked')),
    granted: () => granted,
  }
}
