import type { TokenStore } from './token-store.ts'

/**
 * What the server knows about a token. `known` is false for a token it never issued, or that expired over an hour ago.
 */
export interface Introspection {
  known: boolean
  /** Usable now. A used refresh token is, within its leeway. */
  active: boolean
  kind?: 'access' | 'refresh'
  /** The person's account id. */
  sub?: string
  scope?: string
  /** The resource it is for (RFC 8707); null for none in particular. */
  audience?: string | null
  /** Identifies the person and app: all tokens from the same sign-in share it. */
  family?: string
  /** Whether it is the family's newest token of this kind. */
  newest?: boolean
  expiresAtMs?: number
}

const tokenKinds = [
  ['AccessToken', 'access'],
  ['ClientCredentials', 'access'],
  ['RefreshToken', 'refresh'],
] as const

/** Looks up a token without changing anything. */
export async function introspect(store: TokenStore, token: string): Promise<Introspection> {
  for (const [model, kind] of tokenKinds) {
    const entry = store.entries(model).get(token)
    if (!entry) continue
    const { accountId, scope, grantId, exp = 0, aud } = entry.payload
    const visible = await store.adapter(model).find(token)
    const siblings = [...store.entries(model).values()].filter(({ payload }) => payload.grantId === grantId)
    return {
      known: true,
      active: visible !== undefined && !visible.consumed && exp * 1000 > Date.now(),
      kind,
      sub: accountId ?? '',
      scope: scope ?? '',
      audience: typeof aud === 'string' ? aud : null,
      family: grantId ?? '',
      newest: siblings.every(({ sequence }) => sequence <= entry.sequence),
      expiresAtMs: exp * 1000,
    }
  }
  return { known: false, active: false }
}
