import { isPrintable, type Grant } from '../../core/token/token-set.ts'
import { cleanText } from '../../shared/clean-text.ts'
import type { ErrorCode } from '../../shared/error-codes.ts'

/** Ten years: for "never expires", some servers send numbers too large for a date. */
const maxLifetimeSec = 10 * 365 * 24 * 60 * 60

/** A shorter lifetime would cause constant renewals. */
const minLifetimeSec = 1

function parseLifetime(value: unknown): number | null {
  const seconds = typeof value === 'string' ? Number(value) : value
  if (typeof seconds !== 'number' || Number.isNaN(seconds) || seconds <= 0) return null
  return Math.min(maxLifetimeSec, Math.max(minLifetimeSec, seconds))
}

function parseScopes(value: unknown): readonly string[] | null {
  const given: readonly unknown[] | null =
    typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : null
  if (given === null) return null
  return given
    .map((scope) => (typeof scope === 'string' ? cleanText(scope) : ''))
    .filter((scope) => scope !== '')
}

/**
 * The grant in a token endpoint's 2xx response; null if there is none. Only `access_token` must be valid (RFC 6749
 * section 5.1 and appendix A.12): a rotating refresh token was spent on this response, so other invalid fields are just
 * ignored.
 */
export function parseGrant(body: string): Grant | null {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return null
  }
  if (typeof answer !== 'object' || answer === null) return null
  const { access_token, refresh_token, expires_in, scope } = answer as Record<string, unknown>
  if (typeof access_token !== 'string' || !isPrintable(access_token)) return null
  const lifetimeSec = parseLifetime(expires_in)
  const scopes = parseScopes(scope)
  return {
    accessToken: access_token,
    ...(typeof refresh_token === 'string' && refresh_token !== '' && { refreshToken: refresh_token }),
    ...(lifetimeSec !== null && { lifetimeSec }),
    ...(scopes !== null && { scopes }),
  }
}

/** Why the token endpoint refused a request for good. */
export interface Refusal {
  readonly kind: 'signInNeeded' | 'misconfigured'
  readonly code: ErrorCode
}

/**
 * What a token endpoint's error means; null if it does not refuse the request for good, so retry.
 *
 * Atlassian: 403 `invalid_grant` (documented) and 403 `unauthorized_client` (seen: parabol #11849) for a dead refresh
 * token, 401 `access_denied` for a wrong client secret. The rest is RFC 6749 section 5.2, and RFC 8707 section 2 for
 * `invalid_target`.
 */
export function toRefusal(status: number, error: string): Refusal | null {
  if (status < 400 || status > 403) return null
  switch (error) {
    case 'invalid_grant':
      return { kind: 'signInNeeded', code: 'refreshTokenRefused' }
    case 'unauthorized_client':
      return status === 403
        ? { kind: 'signInNeeded', code: 'refreshTokenRefused' }
        : { kind: 'misconfigured', code: 'requestRefused' }
    case 'access_denied':
    case 'invalid_client':
      return { kind: 'misconfigured', code: 'clientSecretRefused' }
    case 'invalid_request':
    case 'invalid_scope':
    case 'invalid_target':
    case 'unsupported_grant_type':
      return { kind: 'misconfigured', code: 'requestRefused' }
    default:
      return null
  }
}
