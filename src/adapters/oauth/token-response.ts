import { isPrintable, type Grant } from '../../core/token/token-set.ts'
import { cleanText } from '../../shared/clean-text.ts'

/** Ten years: for "never expires", some servers send numbers too large for a date. */
const maxLifetimeSec = 10 * 365 * 24 * 60 * 60

/** A shorter lifetime would cause constant renewals. */
const minLifetimeSec = 1

function parseLifetime(value: unknown): number | null {
  const seconds = typeof value === 'string' ? Number(value) : value
  if (typeof seconds !== 'number' || Number.isNaN(seconds) || seconds <= 0) return null
  return Math.min(maxLifetimeSec, Math.max(minLifetimeSec, seconds))
}

/** The claims of a JWT, unverified; empty if the token is none. Source: RFC 7519 sections 3 and 4.1. */
function parseClaims(accessToken: string): { readonly exp?: unknown; readonly iat?: unknown } {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8'),
    )
    return typeof claims === 'object' && claims !== null ? claims : {}
  } catch {
    return {}
  }
}

/**
 * The lifetime of a token whose response says none, by the server's clock alone, which may differ from ours: until
 * `exp`, from `iat` or the response's Date.
 */
function jwtLifetime(accessToken: string, date: string | null): number | null {
  const { exp, iat } = parseClaims(accessToken)
  if (typeof exp !== 'number') return null
  const byClaims = typeof iat === 'number' ? parseLifetime(exp - iat) : null
  return byClaims ?? parseLifetime(exp - Date.parse(date ?? '') / 1000)
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
 * ignored. `date` is the response's Date header.
 */
export function parseGrant(body: string, date: string | null = null): Grant | null {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return null
  }
  if (typeof answer !== 'object' || answer === null) return null
  const fields = answer as Record<string, unknown>
  const { access_token, refresh_token, expires_in, scope } = fields
  if (typeof access_token !== 'string' || !isPrintable(access_token)) return null
  const lifetimeSec = parseLifetime(expires_in) ?? jwtLifetime(access_token, date)
  // Keycloak's name, and GitHub's
  const refreshLifetimeSec =
    parseLifetime(fields['refresh_expires_in']) ?? parseLifetime(fields['refresh_token_expires_in'])
  const scopes = parseScopes(scope)
  return {
    accessToken: access_token,
    ...(typeof refresh_token === 'string' && refresh_token !== '' && { refreshToken: refresh_token }),
    ...(lifetimeSec !== null && { lifetimeSec }),
    ...(refreshLifetimeSec !== null && { refreshLifetimeSec }),
    ...(scopes !== null && { scopes }),
  }
}
