import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { Moment } from '../clock.ts'

/** An access token and refresh token with expiry and scopes. Times are wall-clock milliseconds since 1970. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly obtainedAtMs: number
  readonly expiresAtMs: number
  readonly lifetimeSec: number
  /** How long the refresh token may be used, from when it was obtained; absent if there is no known limit. */
  readonly refreshLifetimeSec?: number | undefined
  readonly scopes: readonly string[]
}

/** What the keychain holds for an account, as one value, so that both tokens are always replaced together. */
export interface AccountSecret {
  readonly clientSecret: string | null
  readonly tokenSet: TokenSet | null
}

/** Whether a token set can be renewed: with its refresh token, or for a kind of account that needs none. */
export function isRenewable({ refreshToken }: TokenSet, kind: AccountKind): boolean {
  return refreshToken !== null || !kindTraits[kind].signsIn
}

/** Atlassian's, used if a response does not say. Source: Atlassian, "OAuth 2.0 (3LO) apps". */
const defaultLifetimeSec = 3600

/**
 * Whether a token has only characters that a token may have: RFC 6749 appendix A.12 (printable ASCII). Anything else, such
 * as a line break, could add a header or a line where the token is used.
 */
export function isPrintable(token: string): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(token)
}

/** What could be read from a provider's successful response. */
export interface Grant {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly lifetimeSec?: number
  readonly refreshLifetimeSec?: number
  readonly scopes?: readonly string[]
}

/**
 * The token set for a grant. What the response omits stays as it was: RFC 6749 section 5.1 (scope, expires_in) and
 * section 6 (refresh_token). The lifetime counts from sending the request, so it is never overestimated.
 */
export function toTokenSet(
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
    // not from the set before: counted on from there, it would make the renewals ever more frequent
    ...(grant.refreshLifetimeSec !== undefined && { refreshLifetimeSec: grant.refreshLifetimeSec }),
    scopes: grant.scopes ?? before?.scopes ?? scopes,
  }
}

/** Another program's access token, whose request is unknown. */
export interface FoundAccessToken {
  readonly accessToken: string
  /** When it expires, by the wall clock of this computer, as far as anyone knows. */
  readonly expiresAtMs: number
}

/** A token that is refused is renewed, unless it is so young that a new one would be refused too: see `IssuedTokens`. */
const minFoundAgeMs = 60_000

/** The token set of another program; `obtainedAt` is when it would have been obtained, with the default lifetime. */
export function foundTokenSet(
  refreshToken: string | null,
  { accessToken, expiresAtMs }: FoundAccessToken,
  now: Moment,
  scopes: readonly string[],
): { tokenSet: TokenSet; obtainedAt: Moment } {
  const lifeMs = defaultLifetimeSec * 1000
  const ageMs = Math.max(minFoundAgeMs, Math.min(lifeMs, lifeMs - (expiresAtMs - now.wallMs)))
  const obtainedAt = { wallMs: now.wallMs - ageMs, monotonicMs: now.monotonicMs - ageMs }
  const grant = { accessToken, ...(refreshToken !== null && { refreshToken }) }
  return { tokenSet: toTokenSet(grant, obtainedAt.wallMs, null, scopes), obtainedAt }
}

/**
 * A token set without an access token, as if that had just expired. `refreshToken`: null if the kind of account needs
 * none.
 */
export function expiredTokenSet(
  refreshToken: string | null,
  now: Moment,
  scopes: readonly string[],
): { tokenSet: TokenSet; obtainedAt: Moment } {
  return foundTokenSet(refreshToken, { accessToken: '', expiresAtMs: now.wallMs }, now, scopes)
}
