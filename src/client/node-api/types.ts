import type { ApiErrorCode } from '../../shared/error-table.ts'

/** A valid access token. */
export interface Token {
  readonly accessToken: string
  readonly tokenType: 'Bearer'
  /** Identifies this token without revealing anything about it. */
  readonly tokenId: string
  readonly expiresAt: Date
  readonly scopes: readonly string[]
  readonly account: { readonly id: string; readonly name: string }
}

/** The status of an account's token. */
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
    /** Whole seconds; 0 if it has expired, null without a token. */
    readonly timeUntilExpiry: number | null
    readonly needsRenewal: boolean
  }
  /** The current problem; null if there is none. */
  readonly problem: { readonly code: ApiErrorCode; readonly message: string } | null
  readonly sites: readonly { readonly id: string; readonly name: string; readonly url: string }[]
}

export interface TokenManagerOptions {
  /** An account's id or name (default: the default account). */
  readonly account?: string
  /** A different data folder, like `JIRA_TOKEN_HOME`. */
  readonly dataFolder?: string
  /** The socket to connect to, like `JIRA_TOKEN_SOCKET`. With it, nothing is started. */
  readonly socket?: string
  /** This program's name in the history (default: `node`). */
  readonly client?: string
  /** How many minutes before expiry to ask for a newer token, 1–30 (default: 5; at most half the token's lifetime). */
  readonly renewalBufferMinutes?: number
}
