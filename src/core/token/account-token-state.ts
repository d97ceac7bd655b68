import type { ErrorCode } from '../../shared/error-codes.ts'
import type { TokenFact, Problem } from '../../shared/snapshot.ts'
import { elapsedMs, type Moment } from '../clock.ts'
import { backoffMs } from './backoff.ts'
import type { AccountTokenFacts } from './account-token-types.ts'
import { dueAtLeftMs } from './renewal-plan.ts'
import type { SecretHolder } from './secret-holder.ts'
import { advanceLife, type TokenLife } from './token-life.ts'

/** How long Atlassian lets a used refresh token be used again. Source: Atlassian, "refresh tokens". */
export const reuseLeewayMs = 10 * 60_000

/** A wait that began with a failure. */
export interface Wait {
  readonly attempt: number
  /** When it was last looked at, and how long the failure was ago then. */
  readonly lookedAt: Moment
  readonly ageMs: number
  /** How long to wait from the failure on. */
  readonly waitMs: number
}

/** A wait before the provider is asked again. */
interface Retry extends Wait {
  readonly error: ErrorCode
  /** For so long from the failure on not even callers may make the provider be asked. */
  readonly quietMs: number
}

/** What a keeper remembers beside the secret. */
export interface AccountTokenState {
  life: TokenLife | null
  /** 0 to 1, drawn per token. */
  jitter: number
  /** What viewers are told; set anew only when the clocks have drifted. */
  expiresAtMs: number
  problem: Problem
  /** Waiting to ask the provider again. */
  retry: Retry | null
  /** Waiting to use the keychain again. */
  storing: Wait | null
  /**
   * When the last request was sent that may have used up the refresh token held, and whose answer never came. Which of
   * several did, nobody knows: the last leaves the most time to get the pair all the same. Where it was an earlier one
   * and its leeway is over, the sign-in is lost in any case.
   */
  uncertainSince: Moment | null
  /** What the user has been told about the end of this token. */
  told: 'nothing' | 'expiresSoon' | 'expired'
}

/** The state of an account of which nothing is known yet. */
export function newAccountTokenState(): AccountTokenState {
  return {
    life: null,
    jitter: 0,
    expiresAtMs: 0,
    problem: { kind: 'none' },
    retry: null,
    storing: null,
    uncertainSince: null,
    told: 'nothing',
  }
}

/** Milliseconds the token has left; moves the reckoning on to now. */
export function leftMs(state: AccountTokenState, now: Moment): number {
  if (state.life === null) return 0
  state.life = advanceLife(state.life, now)
  return state.life.leftMs
}

/** Milliseconds since the failure. */
export function waitAgeMs(wait: Wait, now: Moment): number {
  return wait.ageMs + elapsedMs(wait.lookedAt, now)
}

/** Milliseconds that are left of a wait. */
export function waitLeftMs(wait: Wait, now: Moment): number {
  return Math.max(0, wait.waitMs - waitAgeMs(wait, now))
}

/** Moves the reckoning of waits on to now, as of a life: a clock that is set back later makes none of them longer. */
export function advanceWaits(state: AccountTokenState, now: Moment): void {
  const advance = <W extends Wait>(wait: W | null): W | null =>
    wait === null ? null : { ...wait, ageMs: waitAgeMs(wait, now), lookedAt: now }
  state.retry = advance(state.retry)
  state.storing = advance(state.storing)
}

/** A token's life begins: of a fresh one, or of one read from the keychain. */
export function beginLife(state: AccountTokenState, life: TokenLife, jitter: number): void {
  state.life = life
  state.jitter = jitter
  state.expiresAtMs = life.at.wallMs + life.leftMs
  state.told = 'nothing'
}

/** A sign-in or a good answer ends all trouble with the provider. */
export function clearProblem(state: AccountTokenState): void {
  state.retry = null
  state.uncertainSince = null
  state.problem = { kind: 'none' }
}

/** The keychain answered (`null`) or did not (why): both are remembered. */
export function noteKeychain(
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
  state.storing = { attempt, lookedAt: now, ageMs: 0, waitMs: backoffMs(attempt, random, true) }
  if (kind === 'none' || kind === 'keychainUnavailable') {
    state.problem = { kind: 'keychainUnavailable', reason: failure }
  }
}

/** How much life is left when the renewal is due. */
function dueAt(state: AccountTokenState, lifetimeSec: number, bufferMinutes: number, now: Moment): number {
  if (state.uncertainSince === null) return dueAtLeftMs(bufferMinutes, lifetimeSec, state.jitter)
  // inside the leeway the same refresh token may be sent freely; after it, that may end the sign-in: use up what we have
  return elapsedMs(state.uncertainSince, now) > reuseLeewayMs ? 0 : Infinity
}

export interface RenewalOptions {
  readonly bufferMinutes: number
  readonly autoRenewal: boolean
}

/** Milliseconds until the buffer begins, whether or not anything renews then; null without a token. */
function bufferInMs(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): number | null {
  const set = holder.current()?.tokenSet ?? null
  if (set === null) return null
  return Math.max(0, leftMs(state, now) - dueAt(state, set.lifetimeSec, options.bufferMinutes, now))
}

/** Whether the app may renew without being asked. */
function renewsByItself(state: AccountTokenState, holder: SecretHolder, options: RenewalOptions): boolean {
  const canRenew = (holder.current()?.tokenSet?.refreshToken ?? null) !== null
  // a pair that the keychain does not take is lost in a crash: then renew only when someone needs a token
  return canRenew && options.autoRenewal && state.problem.kind === 'none' && holder.unsavedBecause() === null
}

/** Milliseconds until a renewal is due by itself; null when none will be. */
export function renewalInMs(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): number | null {
  const inMs = bufferInMs(state, holder, options, now)
  if (inMs === null || !renewsByItself(state, holder, options)) return null
  return state.retry === null ? inMs : Math.max(inMs, waitLeftMs(state.retry, now))
}

/** Whether the user is to be warned at the buffer. */
function warnsAtBuffer(state: AccountTokenState, holder: SecretHolder, options: RenewalOptions): boolean {
  return state.told === 'nothing' && state.problem.kind === 'none' && !renewsByItself(state, holder, options)
}

/** Milliseconds until there is something to tell the user about the token's end; null when nothing is to come. */
export function tellInMs(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): number | null {
  const left = leftMs(state, now)
  if (left === 0) return null
  return warnsAtBuffer(state, holder, options) ? bufferInMs(state, holder, options, now) : left
}

const triesBeforeExpiryIsTold = 2

/** What there is to tell the user about the token's end, once each; null when nothing is new. */
export function endToTell(
  state: AccountTokenState,
  holder: SecretHolder,
  options: RenewalOptions,
  now: Moment,
): 'expiresSoon' | 'expired' | null {
  const set = holder.current()?.tokenSet ?? null
  // where no access token was ever held (of a sign-in that is taken over), none ends
  if (set === null || set.accessToken === '' || state.told === 'expired') return null
  if (leftMs(state, now) > 0) {
    const warn = warnsAtBuffer(state, holder, options) && bufferInMs(state, holder, options, now) === 0
    return warn ? 'expiresSoon' : null
  }
  const hopeful =
    renewsByItself(state, holder, options) && (state.retry?.attempt ?? 0) < triesBeforeExpiryIsTold
  // where nothing can renew it, the end of the token is the end of the sign-in, which is told as such
  return hopeful || set.refreshToken === null ? null : 'expired'
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

/** Viewers are told again only when something changed, so a moment must not tremble by milliseconds. */
const wholeSecond = (ms: number): number => Math.round(ms / 1000) * 1000

/** What viewers are told. */
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
        nextAtMs: wholeSecond(now.wallMs + inMs),
        error: retry.error,
      }
    : { kind: 'idle' }
  return {
    token: tokenFact(state, holder),
    activity: inFlight ? { kind: 'renewing' } : waiting,
    problem: state.problem,
    renewsAtMs: inMs === null ? null : wholeSecond(now.wallMs + inMs),
  }
}
