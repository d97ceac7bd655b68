import type { Moment } from '../clock.ts'

/** The pair with its expiry and scopes. Times are wall-clock milliseconds since 1970. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly obtainedAtMs: number
  readonly expiresAtMs: number
  readonly lifetimeSec: number
  readonly scopes: readonly string[]
}

/** What the keychain holds of an account, as one value, so that a pair is replaced as a whole. */
export interface AccountSecret {
  readonly clientSecret: string | null
  readonly tokenSet: TokenSet | null
}

/** Atlassian's, used where an answer does not say. Source: Atlassian, "OAuth 2.0 (3LO) apps". */
const defaultLifetimeSec = 3600

/** A provider's good answer, as far as it could be understood. */
export interface Grant {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly lifetimeSec?: number
  readonly scopes?: readonly string[]
}

/**
 * The token set that a grant makes. What the grant does not say stays as it was before: RFC 6749 section 5.1 (scope,
 * expires_in) and section 6 (refresh_token). Its life counts from when the request was sent: never more than there is.
 */
export function tokenSetFrom(
  grant: Grant,
  sentAtMs: number,
  before: TokenSet | null,
  scopes: readonly string[],
): TokenSet {
  const lifetimeSec = grant.lifetimeSec ?? before?.lifetimeSec ?? defaultLifetimeSec
  return {
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken ?? before?.refreshToken ?? null,
    obtainedAtMs: sentAtMs,
    expiresAtMs: sentAtMs + lifetimeSec * 1000,
    lifetimeSec,
    scopes: grant.scopes ?? before?.scopes ?? scopes,
  }
}

/** A token set of a refresh token alone, whose access token has just been used up; and when that would have begun. */
export function usedUpTokenSet(
  refreshToken: string,
  now: Moment,
  scopes: readonly string[],
): { tokenSet: TokenSet; obtainedAt: Moment } {
  const lifeMs = defaultLifetimeSec * 1000
  const obtainedAt = { wallMs: now.wallMs - lifeMs, monotonicMs: now.monotonicMs - lifeMs }
  const grant = { accessToken: '', refreshToken }
  return { tokenSet: tokenSetFrom(grant, obtainedAt.wallMs, null, scopes), obtainedAt }
}
