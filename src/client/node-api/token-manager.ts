import { EventEmitter } from 'node:events'
import { askOwner, assertAccountName, type ConnectionOptions } from '../ask-owner.ts'
import { noSuchAccount, OwnerError } from '../owner-error.ts'
import { systemClock } from '../../core/clock.ts'
import { dueAtLeftMs, maxMinValidSec } from '../../core/token/renewal-plan.ts'
import { findAccount } from '../../shared/account-name.ts'
import type { AccountStatus, RouteInput, Status, TokenAnswer } from '../../shared/local-api.ts'
import { createSharedCalls } from '../../shared/shared-calls.ts'
import { keepConnection } from './keep-connection.ts'
import { followStatus } from './follow-status.ts'
import {
  assertKnownOptions,
  checkedBufferMinutes,
  tokenManagerOptionNames,
  wholeSeconds,
} from './check-options.ts'
import { createTokenCache } from './token-cache.ts'
import { toToken, toTokenStatus } from './to-token.ts'
import type { Token, TokenManagerOptions, TokenStatus } from './types.ts'
import { toConnectionOptions } from './connection-options.ts'

/** How long a token must still be valid, unless the caller says otherwise. */
const defaultMinValidSec = 60

const defaultBufferMinutes = 5

/** When to check again after a failed early renewal, or in case the clocks moved. */
const lookAgainMs = 30_000

export interface TokenManagerEvents {
  /** This manager has a newer token. */
  renewed: [token: Token]
  /** An early renewal in the background failed; the cached token is still used. */
  error: [error: Error]
  /** The account needs a sign-in, with the reason. */
  signInNeeded: [reason: string]
  status: [status: TokenStatus]
}

/**
 * A valid Jira access token for a program. It gets its tokens from the app or the background agent, which it starts if
 * neither is running. It never sees a refresh token, and any number of managers share one renewal. Methods reject with
 * an `OwnerError` whose `code` says why; the constructor throws one for invalid options.
 */
export class TokenManager extends EventEmitter<TokenManagerEvents> {
  readonly #account: string | null
  readonly #connectionOptions: ConnectionOptions
  readonly #cache = createTokenCache()
  readonly #connection = keepConnection()
  readonly #shareRequest = createSharedCalls<TokenAnswer>()
  readonly #closing = new AbortController()
  #bufferMinutes = defaultBufferMinutes
  #autoRenewal = false
  #timer: NodeJS.Timeout | undefined
  #follows = false
  #needsSignIn = false

  constructor(options: TokenManagerOptions = {}) {
    super()
    assertKnownOptions('TokenManager', options, tokenManagerOptionNames)
    this.#account = options.account ?? null
    assertAccountName(this.#account)
    this.#connectionOptions = { ...toConnectionOptions(options), send: this.#connection.send }
    this.renewalBufferMinutes = options.renewalBufferMinutes ?? defaultBufferMinutes
    // EventEmitter's types only know our own events
    const onListener = (event: string) => {
      if (event === 'status' || event === 'signInNeeded' || event === 'renewed') this.#follow()
    }
    EventEmitter.prototype.on.call(this, 'newListener', onListener)
  }

  /** How many minutes before expiry this manager asks for a newer token, 1–30; at most half the token's lifetime. */
  get renewalBufferMinutes(): number {
    return this.#bufferMinutes
  }

  /** Throws an `OwnerError`, `invalidInput`, for any other number. */
  set renewalBufferMinutes(minutes: number) {
    this.#bufferMinutes = checkedBufferMinutes(minutes)
  }

  /** Whether this manager renews early in the background. */
  get autoRenewalEnabled(): boolean {
    return this.#autoRenewal
  }

  set autoRenewalEnabled(on: boolean) {
    if (on) this.startAutoRenewal()
    else this.stopAutoRenewal()
  }

  /** Whether the account has a valid token now. Never renews. */
  async isTokenValid(): Promise<boolean> {
    if (this.#cache.leftSec() > 0) return true
    return (await this.getTokenStatus()).expiryInfo.valid
  }

  /** A valid access token, to send as `Authorization: Bearer …`. */
  async getValidToken(): Promise<string> {
    return (await this.ensureValidToken()).accessToken
  }

  /**
   * A token that is valid for at least this many seconds (default: 60, or half its lifetime if shorter); renewed first if
   * necessary. Rejects with `minValidTooLong` if even a new token would expire sooner.
   */
  async ensureValidToken(options: { minValidSec?: number } = {}): Promise<Token> {
    assertKnownOptions('ensureValidToken', options, { minValidSec: true })
    const { minValidSec } = options
    if (minValidSec !== undefined) wholeSeconds(minValidSec)
    const held = this.#cache.current()
    if (held !== null) {
      const need = minValidSec ?? Math.min(defaultMinValidSec, held.lifetimeSec / 2)
      const left = this.#cache.leftSec()
      if (left > 0 && left >= need) return toToken(held)
    }
    const args = minValidSec === undefined ? {} : { min_valid: wholeSeconds(minValidSec) }
    return toToken(await this.#fetchToken('token', args))
  }

  /** Renews the token even if it is still valid; joins a renewal in progress. */
  async renewToken(): Promise<Token> {
    return toToken(await this.#fetchToken('renew'))
  }

  /**
   * Replaces a token that a server refused with 401 (not for a missing scope): with a newer one if there is one already,
   * otherwise by renewing. Rejects with `tokenRefused` if the refused token was renewed less than a minute ago.
   */
  async replaceRefusedToken(tokenId: string): Promise<Token> {
    if (this.#cache.current()?.tokenId === tokenId) this.#cache.clear()
    return toToken(await this.#fetchToken('renew', { refused: tokenId }))
  }

  /** The account's state, when its token expires, and any problem. Contains no secrets. */
  async getTokenStatus(): Promise<TokenStatus> {
    this.#assertOpen()
    return toTokenStatus(this.#mine(await askOwner(this.#connectionOptions, 'status')))
  }

  /** Renews early in the background so that a valid token is always cached. Affects this manager, not the account. */
  startAutoRenewal(): void {
    this.#autoRenewal = true
    this.#plan(0)
  }

  stopAutoRenewal(): void {
    this.#autoRenewal = false
    clearTimeout(this.#timer)
  }

  /** Closes connections and stops background work. */
  close(): void {
    this.stopAutoRenewal()
    this.#closing.abort()
    this.#cache.clear()
    this.#connection.close()
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new OwnerError('closing', 'This TokenManager is closed.')
  }

  /** The same calls share one request. */
  #fetchToken<R extends 'token' | 'renew'>(
    route: R,
    args: RouteInput<R> = {} as RouteInput<R>,
  ): Promise<TokenAnswer> {
    return this.#shareRequest(JSON.stringify([route, args]), async () => {
      const askedAt = systemClock.now()
      this.#assertOpen()
      const answer = await askOwner(this.#connectionOptions, route, { ...args, account: this.#account })
      const isNews = answer.tokenId !== this.#cache.current()?.tokenId
      this.#cache.put(answer, askedAt)
      if (isNews) this.emit('renewed', toToken(answer))
      if (this.#autoRenewal) this.#plan(this.#earlyInMs(answer))
      return answer
    })
  }

  #earlyInMs({ lifetimeSec }: TokenAnswer): number {
    return this.#cache.leftSec() * 1000 - dueAtLeftMs(this.#bufferMinutes, { lifetimeSec }, 0)
  }

  #plan(inMs: number): void {
    clearTimeout(this.#timer)
    // sleep stops timers, so check again regularly
    this.#timer = setTimeout(() => void this.#renewEarly(), Math.min(lookAgainMs, Math.max(0, inMs))).unref()
  }

  async #renewEarly(): Promise<void> {
    const held = this.#cache.current()
    const inMs = held === null ? 0 : this.#earlyInMs(held)
    if (inMs > 0) return this.#plan(inMs)
    try {
      const lifetimeSec = held?.lifetimeSec ?? 0
      const bufferSec = dueAtLeftMs(this.#bufferMinutes, { lifetimeSec }, 0) / 1000
      const minValidSec = Math.min(bufferSec + 1, maxMinValidSec(lifetimeSec))
      await (held === null ? this.ensureValidToken() : this.ensureValidToken({ minValidSec }))
    } catch (error) {
      if (this.listenerCount('error') > 0) this.emit('error', error as Error)
      if (this.#autoRenewal) this.#plan(lookAgainMs)
    }
  }

  #mine(status: Status): AccountStatus {
    const mine = findAccount(status.accounts, this.#account, ({ isDefault }) => isDefault)
    if (mine !== undefined) return mine
    const names = status.accounts.map((account) => account.name)
    throw noSuchAccount(this.#account ?? 'default', names)
  }

  #follow(): void {
    if (this.#follows) return
    this.#follows = true
    void followStatus(this.#connectionOptions, this.#closing.signal, (status) => this.#heard(status))
  }

  #heard(status: Status): void {
    let mine: AccountStatus
    try {
      mine = this.#mine(status)
    } catch {
      return
    }
    this.emit('status', toTokenStatus(mine))
    const needsSignIn = mine.state === 'signInNeeded'
    if (needsSignIn && !this.#needsSignIn) this.emit('signInNeeded', mine.problem?.message ?? mine.summary)
    this.#needsSignIn = needsSignIn
    const held = this.#cache.current()
    const isOther = held !== null && mine.expiresAt !== null && mine.expiresAt !== held.expiresAt
    // it was renewed elsewhere: get the new one before it is needed
    if (isOther && this.listenerCount('renewed') > 0) this.#fetchToken('token').catch(() => undefined)
  }
}
