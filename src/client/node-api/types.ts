import type { ApiErrorCode } from '../../shared/error-codes.ts'

/** A valid access token. */
export interface Token {
  readonly accessToken: string
  readonly tokenType: 'Bearer'
  /** Names this token and tells nothing about it. */
  readonly tokenId: string
  readonly expiresAt: Date
  readonly scopes: readonly string[]
  readonly account: { readonly id: string; readonly name: string }
}

/** What is known of an account's token. */
export interface TokenStatus {
  readonly account: { readonly id: string; readonly name: string }
  readonly hasAccessToken: boolean
  readonly hasRefreshToken: boolean
  readonly autoRenewalEnabled: boolean
  readonly autoRenewalRunning: boolean
  readonly tokenType: 'Bearer' | null
  readonly expiryInfo: {
    readonly valid: boolean
    readonly expiresAt: Date | null
    /** Whole seconds, 0 when it has expired; null without a token. */
    readonly timeUntilExpiry: number | null
    readonly needsRenewal: boolean
  }
  /** What is wrong, and why; null when nothing is. */
  readonly problem: { readonly code: ApiErrorCode; readonly message: string } | null
  readonly sites: readonly { readonly id: string; readonly name: string; readonly url: string }[]
}

export interface TokenManagerOptions {
  /** An account's id or name; default: the default account. */
  readonly account?: string
  /** Another data folder than the usual one, as `JIRA_TOKEN_HOME`. */
  readonly dataFolder?: string
  /** The owner's socket, as `JIRA_TOKEN_SOCKET`; then no owner is ever started. */
  readonly socket?: string
  /** What this program calls itself in the history; default `node`. */
  readonly client?: string
  /** How long before expiry this manager asks for a newer token, 1 to 30; default 5, never more than half of the life. */
  readonly renewalBufferMinutes?: number
}
