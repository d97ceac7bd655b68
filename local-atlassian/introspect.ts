import type { TokenStore } from './token-store.ts'

/** What the server knows about a token. A token it never issued, or forgot an hour after its end, is not `known`. */
export interface Introspection {
  known: boolean
  /** Good for use now. A refresh token within its leeway still is. */
  active: boolean
  kind?: 'access' | 'refresh'
  /** The person's account id. */
  sub?: string
  scope?: string
  /** The resource that it is for (RFC 8707); null: none in particular. */
  audience?: string | null
  /** One person at one app: all tokens that come from the same sign-in have the same. */
  family?: string
  /** No token of this kind was issued to the family after it. */
  newest?: boolean
  expiresAtMs?: number
}

const KINDS = [
  ['AccessToken', 'access'],
  ['RefreshToken', 'refresh'],
] as const

/** Looks a token up, without changing anything. */
export async function introspect(store: TokenStore, token: string): Promise<Introspection> {
  for (const [model, kind] of KINDS) {
    const entry = store.entries(model).get(token)
    if (!entry) continue
    const { accountId, scope, grantId, exp = 0, aud } = entry.payload
    const visible = await store.adapter(model).find(token)
    const sisters = [...store.entries(model).values()].filter(({ payload }) => payload.grantId === grantId)
    return {
      known: true,
      active: visible !== undefined && !visible.consumed && exp * 1000 > Date.now(),
      kind,
      sub: accountId ?? '',
      scope: scope ?? '',
      audience: typeof aud === 'string' ? aud : null,
      family: grantId ?? '',
      newest: sisters.every(({ sequence }) => sequence <= entry.sequence),
      expiresAtMs: exp * 1000,
    }
  }
  return { known: false, active: false }
}
