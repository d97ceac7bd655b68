import type { ErrorCode } from '../../shared/error-codes.ts'
import type { Activity, TokenFact, Problem } from '../../shared/snapshot.ts'
import type { Clock, Moment } from '../clock.ts'
import type { AccountRecord, AttemptMark, Entropy, Log, OAuthClient, SecretStore } from '../ports.ts'
import type { AccountSecret } from './token-set.ts'

/** What a keeper knows of its account, for the snapshot. */
export interface AccountTokenFacts {
  readonly token: TokenFact
  readonly activity: Exclude<Activity, { kind: 'signingIn' }>
  readonly problem: Problem
  readonly renewsAtMs: number | null
}

export type AccountTokenEvent =
  | {
      readonly kind: 'renewed'
      readonly hadLeftSec: number
      readonly leftSec: number
      readonly expiresAtMs: number
      /** When the next renewal is due; null when none will be. */
      readonly nextAtMs: number | null
    }
  | { readonly kind: 'failed'; readonly code: ErrorCode }
  | { readonly kind: 'expiresSoon' }
  | { readonly kind: 'expired' }

/** A token for whoever asked. */
export interface IssuedToken {
  readonly accessToken: string
  readonly expiresAtMs: number
  readonly leftSec: number
  /** What a fresh token of this account lives. */
  readonly lifetimeSec: number
  readonly scopes: readonly string[]
}

export interface AccountTokenDeps {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly secrets: SecretStore
  readonly oauth: OAuthClient
  readonly log: Log
  account(): AccountRecord
  /** The buffer of this account, or the default one. */
  bufferMinutes(): number
  /** Durable when it returns. */
  markAttempt(mark: AttemptMark | null): void
  /** What the keychain holds for sure. */
  stored(what: Pick<AccountRecord, 'hasToken' | 'hasClientSecret'>): void
  report(facts: AccountTokenFacts): void
  happened(event: AccountTokenEvent): void
}

/** Keeps the token of one account valid: one flight at a time, however many ask. */
export interface AccountToken {
  /** Reads the keychain and starts keeping. Never rejects: trouble is reported. */
  start(): Promise<void>
  /** Looks at clock and token, and does what is due. Call it at least once a minute. */
  evaluate(): void
  /** A token with at least this many seconds left. Rejects with an `AppError`. */
  ask(minValidSec?: number): Promise<IssuedToken>
  /** A new token, whatever the old one has left; joins a renewal under way. Rejects with an `AppError`. */
  renew(): Promise<IssuedToken>
  /** What is held now, still valid or not; null when nothing is. */
  current(): IssuedToken | null
  /**
   * null when the account works without one. Rejects with `clientSecretMissing`, or a `keychain…` error when that can't
   * be known.
   */
  clientSecret(): Promise<string | null>
  /** Takes over a new sign-in, asked for at `sentAt`; it wins over a renewal under way. */
  setTokens(secret: AccountSecret, sentAt: Moment): Promise<void>
  /** The account's settings have changed, perhaps its client secret too (null: unchanged, '': it has none now). */
  reconfigure(clientSecret: string | null): Promise<void>
  /** Signs out. Rejects with a `keychain…` error when the keychain would not forget; then all is as it was. */
  clear(): Promise<void>
  suspend(): void
  /** After sleep: a request in the air is as good as lost, so it is made again. */
  resume(): void
  /** Waiting for the next try has become pointless: the network is back, or the keychain was unlocked. */
  retryNow(): void
  /** Stops; resolves when nothing is in the air any more. */
  close(): Promise<void>
}
