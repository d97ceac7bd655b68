import type { AccountKind } from '../../shared/account-kinds.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { Activity, TokenFact, Problem } from '../../shared/snapshot.ts'
import type { Clock, Moment } from '../clock.ts'
import type { AccountRecord, AttemptMark, Entropy, Log, OAuthClient, SecretStore } from '../ports.ts'
import type { AccountSecret } from './token-set.ts'

/** What is known about an account's token, for the snapshot. */
export interface AccountTokenFacts {
  readonly token: TokenFact
  readonly activity: Exclude<Activity, { kind: 'signingIn' }>
  readonly problem: Problem
  readonly renewsAtMs: number | null
}

/** Something that happened to an account's token, for the history, the log, and notifications. */
export type AccountTokenEvent =
  | {
      readonly kind: 'renewed'
      readonly hadLeftSec: number
      readonly leftSec: number
      readonly expiresAtMs: number
      /** When the next renewal is due; null if there will be none. */
      readonly nextAtMs: number | null
    }
  /** `detail`: the provider's own words. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail?: string }
  | { readonly kind: 'expiresSoon' }
  | { readonly kind: 'expired' }

/** An access token as callers get it. */
export interface IssuedToken {
  readonly accessToken: string
  readonly expiresAtMs: number
  readonly leftSec: number
  /** The lifetime of a new token of this account. */
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
  /** This account's renewal buffer, or the default. */
  bufferMinutes(): number
  /** On disk when it returns. */
  markAttempt(mark: AttemptMark | null): void
  /** Called with what the keychain now holds. */
  stored(what: Pick<AccountRecord, 'hasToken' | 'hasClientSecret'>): void
  report(facts: AccountTokenFacts): void
  happened(event: AccountTokenEvent): void
}

/** What decides when to renew an account's token. */
export interface RenewalOptions {
  readonly kind: AccountKind
  readonly bufferMinutes: number
  readonly autoRenewal: boolean
}

/** What decides now when to renew the token. */
export function renewalOptions(deps: Pick<AccountTokenDeps, 'account' | 'bufferMinutes'>): RenewalOptions {
  const { kind, autoRenewal } = deps.account()
  return { kind, autoRenewal, bufferMinutes: deps.bufferMinutes() }
}

/** Keeps one account's token valid. At most one renewal runs at a time, no matter how many callers ask. */
export interface AccountToken {
  /** Reads the keychain and starts renewing. Never rejects: problems are reported. */
  start(): Promise<void>
  /** Checks the clocks and the token, and does what is due. Call it at least once a minute. */
  evaluate(): void
  /** A token with at least this many seconds left. Rejects with an `AppError`. */
  ask(minValidSec?: number): Promise<IssuedToken>
  /**
   * Renews now, no matter how long the current token is valid; joins a renewal in progress. Rejects with an `AppError`.
   */
  renew(): Promise<IssuedToken>
  /** The current token, even if it has expired; null if there is none. */
  current(): IssuedToken | null
  /**
   * null if the account needs none. Rejects with `clientSecretMissing`, or with a `keychain…` error if it can't be
   * read.
   */
  clientSecret(): Promise<string | null>
  /** Replaces the secret after a sign-in whose request was sent at `sentAt`. It wins over a renewal in progress. */
  setTokens(secret: AccountSecret, sentAt: Moment): Promise<void>
  /** Applies changed settings, and a changed client secret (null: unchanged, '': removed). */
  reconfigure(clientSecret: string | null): Promise<void>
  /** Signs out. Rejects with a `keychain…` error if the keychain can't delete the secret; then nothing has changed. */
  clear(): Promise<void>
  /** The computer is about to sleep: starts no renewal for up to a minute, or until `resume`. */
  suspend(): void
  /** The computer woke up. A request in flight is probably lost, so it is sent again. */
  resume(): void
  /** Retries now instead of waiting: the network is back, or the screen was unlocked. */
  retryNow(): void
  /** Reads or writes the keychain now if that failed before, or if the token was missing. */
  keychainChanged(): void
  /** Stops. Resolves once no request is in flight. */
  close(): Promise<void>
}
