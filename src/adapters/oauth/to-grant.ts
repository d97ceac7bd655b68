import type { Grant } from '../../core/token/token-set.ts'

/** Ten years: some servers mean “for ever”, with numbers that no date can hold. */
const maxLifetimeSec = 10 * 365 * 24 * 60 * 60

/** Whatever is shorter would be renewed without a pause. */
const minLifetimeSec = 1

function parseLifetime(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? Number(value) : value
  if (typeof seconds !== 'number' || Number.isNaN(seconds) || seconds <= 0) return undefined
  return Math.min(maxLifetimeSec, Math.max(minLifetimeSec, seconds))
}

function parseScopes(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value.filter((scope) => typeof scope === 'string')
  return typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : undefined
}

/**
 * The grant in a token endpoint's 2xx answer; null when there is none. Only `access_token` must be right (RFC 6749
 * section 5.1): a rotating refresh token has been spent for this answer, so whatever else is odd is left out instead.
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
    ...(lifetimeSec !== undefined && { lifetimeSec }),
    ...(scopes !== undefined && { scopes }),
  }
}
