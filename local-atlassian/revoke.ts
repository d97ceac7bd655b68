import type { TokenStore } from './token-store.ts'

export interface RevokeOptions {
  /** Only what belongs to this person. */
  sub?: string
  /** Refresh tokens and grants end, access tokens live on until they expire. */
  keepAccessTokens?: boolean
}

/** Ends tokens, codes and grants, as when a person removes the app from their account. */
export function revokeAll(store: TokenStore, options: RevokeOptions = {}): void {
  const models = ['RefreshToken', 'AuthorizationCode', 'Grant']
  if (!options.keepAccessTokens) models.push('AccessToken')
  for (const model of models) {
    for (const entry of store.entries(model).values()) {
      if (options.sub === undefined || entry.payload.accountId === options.sub) entry.revoked = true
    }
  }
}

/** Makes all access tokens as if their time were over. */
export function expireAccessTokens(store: TokenStore): void {
  for (const { payload } of store.entries('AccessToken').values()) {
    payload.exp = Math.floor(Date.now() / 1000) - 1
  }
}
