import type { ErrorCode } from '../../shared/error-codes.ts'

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
