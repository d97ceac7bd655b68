import type { Grant } from '../../core/token/token-set.ts'

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
  if (Array.isArray(value)) return value.filter((scope) => typeof scope === 'string')
  return typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : null
}

/**
 * The grant in a token endpoint's 2xx response; null if there is none. Only `access_token` must be valid (RFC 6749
 * section 5.1): a rotating refresh token was spent on this response, so other invalid fields are just ignored.
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
  if (typeof access_token !== 'string' || access_token === '') return null
  const lifetimeSec = parseLifetime(expires_in)
  const scopes = parseScopes(scope)
  return {
    accessToken: access_token,
    ...(typeof refresh_token === 'string' && refresh_token !== '' && { refreshToken: refresh_token }),
    ...(lifetimeSec !== null && { lifetimeSec }),
    ...(scopes !== null && { scopes }),
  }
}
