import type { TokenStore } from './token-store.ts'

/** What to revoke. */
export interface RevokeOptions {
  /** Only tokens and grants of this person. */
  sub?: string
  /** Revokes refresh tokens and grants, but leaves access tokens valid until they expire. */
  keepAccessTokens?: boolean
}

const accessTokens = ['AccessToken', 'ClientCredentials']

/** Revokes tokens, codes, and grants, as when a person removes the app from their account. */
export function revokeAll(store: TokenStore, options: RevokeOptions = {}): void {
  const models = ['RefreshToken', 'AuthorizationCode', 'Grant']
  if (!options.keepAccessTokens) models.push(...accessTokens)
  for (const model of models) {
    for (const entry of store.entries(model).values()) {
      if (options.sub === undefined || entry.payload.accountId === options.sub) entry.revoked = true
    }
  }
}

/** Expires all access tokens. */
export function expireAccessTokens(store: TokenStore): void {
  for (const model of accessTokens)
    for (const { payload } of store.entries(model).values()) payload.exp = Math.floor(Date.now() / 1000) - 1
}
