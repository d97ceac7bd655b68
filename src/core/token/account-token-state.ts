import type { ErrorCode } from '../../shared/error-table.ts'
import type { TokenFact, Problem } from '../../shared/snapshot.ts'
import { elapsedMs, type Moment } from '../clock.ts'
import { backoffMs, dueAtLeftMs, refreshDueAtLeftMs } from './renewal-plan.ts'
import type { AccountTokenFacts, RenewalOptions } from './account-token-types.ts'
import type { SecretHolder } from './secret-holder.ts'
import { advanceLife, type TokenLife } from './token-life.ts'
import { isRenewable, type TokenSet } from './token-set.ts'

/** How long Atlassian accepts a refresh token again after its first use. Source: Atlassian, "refresh tokens". */
const reuseLeewayMs = 10 * 60_000

/** A wait before the next attempt, after a failure. */
export interface Wait {
  readonly attempt: number
  /** When `ageMs` was last updated. */
  readonly updatedAt: Moment
  /** Milliseconds from the failure to `updatedAt`. */
  readonly ageMs: number
  /** How long to wait, counted from the failure. */
  readonly waitMs: number
}

/** A wait before the next request to the provider. */
interface Retry extends Wait {
  readonly error: ErrorCode
  /** The provider's own words. */
  readonly detail?: string
  /** How many attempts since the last success the provider may have honored. */
  readonly lostAnswers: number
  /** For this long after the failure, no request is sent even if a caller asks (rate limit, refusal). */
  readonly quietMs: number
}

/** What an account token remembers apart from the secret. */
export interface AccountTokenState {
  life: TokenLife | null
  /** 0 to 1, drawn once per token. */
  jitter: number
  /** The expiry that viewers see; updated only if the clocks have drifted. */
  expiresAtMs: number
  problem: Problem
  /** The wait before the next request to the provider; null if there is none. */
  retry: Retry | null
  /** The wait before the next keychain access; null if there is none. */
  storing: Wait | null
  /**
   * When the last request was sent that may have used up the current refresh token but got no response. If there were
   * several, we can't know which one used it up. The last one leaves the most time to retry; if it was an earlier one
   * and its leeway is over, the sign-in is lost either way.
   */
  uncertainSince: Moment | null
  /** What the user has been notified of about this token's expiry. */
  notified: 'nothing' | 'expiresSoon' | 'expired'
}

/** The initial state, before anything is known. */
export function newAccountTokenState(): AccountTokenState {
  return {
    life: null,
    jitter: 0,
    expiresAtMs: 0,
    problem: { kind: 'none' },
    retry: null,
    storing: null,
    uncertainSince: null,
    notified: 'nothing',
  }
}

/** Milliseconds the token has left. Advances `state.life` to now. */
export function leftMs(state: AccountTokenState, now: Moment): number {
  if (state.life === null) return 0
  state.life = advanceLife(state.life, now)
  return state.life.leftMs
}

/** Milliseconds since the failure. */
export function waitAgeMs(wait: Wait, now: Moment): number {
  return wait.ageMs + elapsedMs(wait.updatedAt, now)
}

/** Milliseconds left to wait. */
export function waitLeftMs(wait: Wait, now: Moment): number {
  return Math.max(0, wait.waitMs - waitAgeMs(wait, now))
}

/** Advances the waits to now, as `leftMs` does for the token: if a clock is set back later, no wait gets longer. */
export function advanceWaits(state: AccountTokenState, now: Moment): void {
  const advance = <W extends Wait>(wait: W | null): W | null =>
    wait === null ? null : { ...wait, ageMs: waitAgeMs(wait, now), updatedAt: now }
  state.retry = advance(state.retry)
  state.storing = advance(state.storing)
}

/** Starts tracking a new token, or one read from the keychain. */
export function beginLife(state: AccountTokenState, life: TokenLife, jitter: number): void {
  state.life = life
  state.jitter = jitter
  state.expiresAtMs = life.at.wallMs + life.leftMs
  state.notified = 'nothing'
}

/** Clears all problems with the provider, after a sign-in or a successful renewal. */
export function clearProblem(state: AccountTokenState): void {
  state.retry = null
  state.uncertainSince = null
  state.problem = { kind: 'none' }
}

/** Whether the keychain should hold a token, but did not when it was read. */
export function isTokenMissing({ problem }: AccountTokenState): boolean {
  return (
    (problem.kind === 'signInNeeded' &&
      (problem.reason === 'tokenMissing' || problem.reason === 'tokenInApp')) ||
    (problem.kind === 'misconfigured' && problem.reason === 'clientSecretMissing')
  )
}

/** The user may unlock it at any time. */
const maxKeychainWaitMs = 60_000

/** Records whether a keychain access worked (`failure` is null) or why it failed. `random` is 0 to 1. */
export function recordKeychainResult(
  state: AccountTokenState,
  failure: ErrorCode | null,
  now: Moment,
  random: number,
): void {
  const { kind } = state.problem
  if (failure === null) {
    state.storing = null
    if (kind === 'keychainUnavailable') state.problem = { kind: 'none' }
    return
  }
  const attempt = (state.storing?.attempt ?? 0) + 1
  state.storing = { attempt, updatedAt: now, ageMs: 0, waitMs: backoffMs(attempt, random, maxKeychainWaitMs) }
  if (kind === 'none' || kind === 'keychainUnavailable' || isTokenMissing(state)) {
    state.problem = { kind: 'keychainUnavailable', reason: failure }
  }
}

/** Whether a refresh token that may have been used up is still accepted. */
export function isInLeeway({ uncertainSince }: AccountTokenState, now: Moment): boolean {
  return uncertainSince !== null && elapsedMs(uncertainSince, now) <= reuseLeewayMs
}

/** Milliseconds left on the token when its renewal is due; at once after a refusal, to see whether it is over. */
function dueAt(state: AccountTokenState, set: TokenSet, bufferMinutes: number, now: Moment): number {
  if (state.uncertainSince === null)
    return state.problem.kind === 'misconfigured' ? Infinity : dueAtLeftMs(bufferMinutes, set, state.jitter)
  // within the leeway it is safe to send the same refresh token again; after it, that may end the sign-in, so first use
  // up the access token, unless the refresh token ends before that
  if (isInLeeway(state, now)) return Infinity
  return Math.max(0, refreshDueAtLeftMs(bufferMinutes, set, state.jitter))
}

/** Milliseconds until the renewal buffer begins, whether or not it triggers a renewal; null without a token. */
function bufferInMs(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): number | null {
  const set = holder.current()?.tokenSet ?? null
  if (set === null) return null
  return Math.max(0, leftMs(state, now) - dueAt(state, set, options.bufferMinutes, now))
}

/** Whether the token is renewed automatically. */
function renewsAutomatically(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
): boolean {
  const set = holder.current()?.tokenSet ?? null
  const canRenew = set !== null && isRenewable(set, options.kind)
  // a refused request is retried: the provider may have been wrong, or its administrator mends it
  const { kind } = state.problem
  const isBlocked = kind !== 'none' && (kind !== 'misconfigured' || state.retry === null)
  // a token set that the keychain refuses is lost in a crash, so renew only when someone needs a token
  return canRenew && options.autoRenewal && !isBlocked && holder.unsavedBecause() === null
}

/** Milliseconds until the next automatic renewal; null if there will be none. */
export function renewalInMs(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): number | null {
  const inMs = bufferInMs(state, holder, options, now)
  if (inMs === null || !renewsAutomatically(state, holder, options)) return null
  return state.retry === null ? inMs : Math.max(inMs, waitLeftMs(state.retry, now))
}

/** Whether to warn the user when the renewal buffer begins. */
function warnsAtBuffer(state: AccountTokenState, holder: SecretHolder, options: RenewalOptions): boolean {
  return (
    state.notified === 'nothing' &&
    state.problem.kind === 'none' &&
    !renewsAutomatically(state, holder, options)
  )
}

/** Milliseconds until the user may need a notification about the token's expiry; null if none is coming. */
export function notificationInMs(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): number | null {
  const left = leftMs(state, now)
  if (left === 0) return null
  return warnsAtBuffer(state, holder, options) ? bufferInMs(state, holder, options, now) : left
}

const attemptsBeforeExpiredNotification = 2

/** Whether the next attempt comes so soon that the user needn't be told of the expiry before it. */
function mayRenewSoon(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): boolean {
  const maxSoonMs = 60_000
  const { retry, problem } = state
  if (problem.kind !== 'none' || !renewsAutomatically(state, holder, options)) return false
  return (
    retry === null ||
    (retry.attempt < attemptsBeforeExpiredNotification && waitLeftMs(retry, now) <= maxSoonMs)
  )
}

/** The notification about the token's expiry that is due now, each at most once; null if none is. */
export function dueNotification(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): 'expiresSoon' | 'expired' | null {
  const set = holder.current()?.tokenSet ?? null
  // an imported sign-in has no access token at first, so none can expire
  if (set === null || set.accessToken === '' || state.notified === 'expired') return null
  if (leftMs(state, now) > 0) {
    const warn = warnsAtBuffer(state, holder, options) && bufferInMs(state, holder, options, now) === 0
    return warn ? 'expiresSoon' : null
  }
  // if it can't be renewed, expiry ends the sign-in, and that has its own notification
  return mayRenewSoon(state, holder, options, now) || !isRenewable(set, options.kind) ? null : 'expired'
}

function tokenFact(state: AccountTokenState, holder: SecretHolder): TokenFact {
  const set = holder.current()?.tokenSet ?? null
  if (set === null) return { kind: 'none' }
  return {
    kind: 'held',
    obtainedAtMs: set.obtainedAtMs,
    expiresAtMs: state.expiresAtMs,
    lifetimeSec: set.lifetimeSec,
    hasRefreshToken: set.refreshToken !== null,
    stored: holder.unsavedBecause() === null,
    scopes: [...set.scopes],
  }
}

/** Rounded, because every change is pushed to viewers and the clocks jitter by milliseconds. */
const roundToSecond = (ms: number): number => Math.round(ms / 1000) * 1000

/** The facts for the snapshot. */
export function toFacts(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  inFlight: boolean,
  now: Moment,
): AccountTokenFacts {
  const inMs = renewalInMs(state, holder, options, now)
  const { retry } = state
  const isRetrying = retry !== null && inMs !== null && bufferInMs(state, holder, options, now) === 0
  const waiting: AccountTokenFacts['activity'] = isRetrying
    ? {
        kind: 'retrying',
        attempt: retry.attempt,
        nextAtMs: roundToSecond(now.wallMs + inMs),
        error: retry.error,
        ...(retry.detail !== undefined && { detail: retry.detail }),
      }
    : { kind: 'idle' }
  return {
    token: tokenFact(state, holder),
    activity: inFlight ? { kind: 'renewing' } : waiting,
    problem: state.problem,
    renewsAtMs: inMs === null ? null : roundToSecond(now.wallMs + inMs),
  }
}
