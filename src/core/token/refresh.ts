import { kindTraits } from '../../shared/account-kinds.ts'
import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import { wallAheadMs, type Moment } from '../clock.ts'
import type { GrantOutcome, AccountRecord } from '../ports.ts'
import {
  beginLife,
  clearProblem,
  isInLeeway,
  leftMs,
  recordKeychainResult,
  renewalInMs,
  type AccountTokenState,
} from './account-token-state.ts'
import { renewalOptions, type AccountTokenDeps } from './account-token-types.ts'
import { backoffMs, maxRenewalWaitMs } from './renewal-plan.ts'
import type { SecretHolder } from './secret-holder.ts'
import { freshTokenLife, storedTokenLife } from './token-life.ts'
import { isRenewable, toTokenSet, type AccountSecret, type TokenSet } from './token-set.ts'

/** Whether requests to the token endpoint need the account's client secret. */
export function needsClientSecret({ kind, hasClientSecret }: AccountRecord): boolean {
  return hasClientSecret || kindTraits[kind].clientSecret === 'required'
}

type Failure = Pick<Outcome<'signInNeeded'>, 'code' | 'detail'>

type Outcome<K extends GrantOutcome['kind']> = GrantOutcome & { readonly kind: K }

/** A request that was refused is rarely accepted soon after. */
const minRefusedWaitMs = 60_000

/** How long callers get no further attempt after a rate limit of unknown length. */
const maxOwnQuietMs = 5 * 60_000

/** If the computer sleeps longer than this during a request, the response is usually lost. */
const maxSleepMs = 5000

/** Gets a new token set: for the current refresh token, or for the client secret alone. */
export interface Refresh {
  /** Resolves once a newer token set is in place. Rejects with an `AppError`; then the old one stays. */
  run(generation: number): Promise<void>
  /** Sends the request in flight again, because its response is lost (sleep). */
  restart(): void
  /** Like `restart`, but only if the clocks reveal a sleep that the system did not report. */
  restartIfSlept(): void
}

/** Creates the renewal of one account's token. */
export function createRefresh(
  deps: AccountTokenDeps,
  holder: SecretHolder,
  state: AccountTokenState,
): Refresh {
  const { clock, entropy } = deps
  let last: { readonly abort: AbortController; readonly sentAt: Moment } | null = null

  const options = () => renewalOptions(deps)

  const assertCurrent = (generation: number): void => {
    if (generation !== holder.generation()) throw new AppError('signedOutMeanwhile')
  }

  const fail = ({ code, detail }: Failure, isNew: boolean): never => {
    const words = detail === undefined ? {} : { detail }
    if (isNew) deps.happened({ kind: 'failed', code, ...words })
    throw new AppError(code, detail)
  }

  const setProblem = (kind: 'signInNeeded' | 'misconfigured', { code, detail }: Failure): void => {
    state.problem = { kind, reason: code, ...(detail !== undefined && { detail }) }
  }

  const giveUp = (kind: 'signInNeeded' | 'misconfigured', failure: Failure): never => {
    const isNew = state.problem.kind !== kind
    state.retry = null
    setProblem(kind, failure)
    return fail(failure, isNew)
  }

  /** A server may revoke all tokens when a refresh token is reused (RFC 6749 section 10.4), so record the attempt. */
  const markAttempt = (refreshToken: string, sentAt: Moment): void => {
    // the mark is about what the keychain holds: after a crash, only that is left
    if (holder.unsavedBecause() !== null) return
    // the last attempt leaves the most time to retry: see `uncertainSince`
    deps.markAttempt({ atMs: sentAt.wallMs, refreshTokenHash: entropy.hash(refreshToken) })
  }

  /** The response is lost: the refresh token, if any, may have been used up. */
  const markUncertain = (sentAt: Moment): void => {
    if (kindTraits[deps.account().kind].signsIn) state.uncertainSince = sentAt
  }

  /** The request was refused. Unless an earlier one may have succeeded, the refresh token is still unused. */
  const clearAttempt = (): void => {
    const isAboutStored = holder.unsavedBecause() === null && deps.account().attempt !== null
    if (state.uncertainSince === null && isAboutStored) deps.markAttempt(null)
  }

  const applyGrant = async (
    { grant }: Outcome<'granted'>,
    sentAt: Moment,
    before: AccountSecret,
    generation: number,
  ): Promise<void> => {
    const hadLeftMs = leftMs(state, clock.now())
    const tokenSet = toTokenSet(grant, sentAt.wallMs, before.tokenSet, deps.account().scopes)
    // the client secret may have changed while the request was in flight
    const kept = await holder.replace((held) => ({ ...(held ?? before), tokenSet }), generation)
    if (!kept) throw new AppError('signedOutMeanwhile')
    const now = clock.now()
    beginLife(state, freshTokenLife(tokenSet, sentAt), entropy.random())
    clearProblem(state)
    recordKeychainResult(state, holder.unsavedBecause(), now, entropy.random())
    // the provider does not rotate, so the refresh token is still good
    if (tokenSet.refreshToken === before.tokenSet?.refreshToken) clearAttempt()
    const nextInMs = renewalInMs(state, holder, options(), now)
    deps.happened({
      kind: 'renewed',
      hadLeftSec: Math.round(hadLeftMs / 1000),
      leftSec: Math.round(leftMs(state, now) / 1000),
      expiresAtMs: state.expiresAtMs,
      nextAtMs: nextInMs === null ? null : now.wallMs + nextInMs,
    })
  }

  /**
   * Schedules the next attempt, at least `minWaitMs` later. Until `quietMs` have passed, callers get this failure
   * instead; null: for as long as we wait, within reason.
   */
  const scheduleRetry = (
    { code: error, detail }: Failure,
    lost: boolean,
    minWaitMs: number,
    quietMs: number | null,
  ): void => {
    const now = clock.now()
    const attempt = (state.retry?.attempt ?? 0) + 1
    const lostAnswers = (state.retry?.lostAnswers ?? 0) + (lost ? 1 : 0)
    const maxMs = maxRenewalWaitMs(isInLeeway(state, now), lostAnswers)
    const waitMs = backoffMs(attempt, entropy.random(), maxMs, minWaitMs)
    state.retry = {
      attempt,
      lostAnswers,
      updatedAt: now,
      ageMs: 0,
      waitMs,
      quietMs: quietMs ?? Math.min(waitMs, maxOwnQuietMs),
      error,
      ...(detail !== undefined && { detail }),
    }
  }

  const retryLater = (outcome: Outcome<'transient'>, sentAt: Moment): never => {
    if (outcome.maybeHonoured) markUncertain(sentAt)
    else clearAttempt()
    const { code, retryAfterMs } = outcome
    const isNew = state.retry?.error !== code
    // rate limited without Retry-After: use our own wait
    const quietMs = code !== 'rateLimited' ? 0 : retryAfterMs > 0 ? retryAfterMs : null
    scheduleRetry(outcome, outcome.maybeHonoured, retryAfterMs, quietMs)
    if (state.problem.kind === 'misconfigured') state.problem = { kind: 'none' }
    return fail(outcome, isNew)
  }

  /** Tells the user, but keeps trying: only a dead refresh token ends a sign-in. */
  const retryMisconfigured = (outcome: Outcome<'misconfigured'>): never => {
    clearAttempt()
    const isNew = state.retry?.error !== outcome.code
    scheduleRetry(outcome, false, minRefusedWaitMs, minRefusedWaitMs)
    setProblem('misconfigured', outcome)
    return fail(outcome, isNew)
  }

  /** Loads the keychain's token set if it is newer than the refused one. Returns whether it was. */
  const loadNewerFromStore = async (refused: string): Promise<boolean> => {
    try {
      const hasNewer = (found: AccountSecret | null): boolean => {
        const refreshToken = found?.tokenSet?.refreshToken ?? null
        // what is waiting to be stored is newer than the keychain's
        return refreshToken !== null && refreshToken !== refused && holder.unsavedBecause() === null
      }
      if (!(await holder.load(hasNewer))) return false
    } catch {
      return false
    }
    const stored = holder.current()?.tokenSet ?? null
    if (stored === null) return false
    beginLife(state, storedTokenLife(stored, clock.now()), entropy.random())
    clearProblem(state)
    return true
  }

  /** Turns any error into an outcome: a failure without a wait would be retried immediately. */
  const send = async (
    clientSecret: string | null,
    { refreshToken, scopes }: Pick<TokenSet, 'refreshToken' | 'scopes'>,
    sentAt: Moment,
  ): Promise<GrantOutcome> => {
    const abort = new AbortController()
    last = { abort, sentAt }
    let sent = false
    try {
      if (refreshToken !== null) markAttempt(refreshToken, sentAt)
      sent = true
      const account = { ...deps.account(), scopes: [...scopes] }
      return await deps.oauth.refresh(account, clientSecret, refreshToken, abort.signal)
    } catch (error) {
      deps.log.error('a renewal failed unexpectedly', { detail: String(error) })
      return { kind: 'transient', code: toErrorCode(error), maybeHonoured: sent, retryAfterMs: 0 }
    }
  }

  /** What to renew, with the scopes to ask for. */
  const toRenew = (): AccountSecret & { readonly tokenSet: TokenSet } => {
    const { kind, scopes } = deps.account()
    const { clientSecret = null, tokenSet = null } = holder.current() ?? {}
    if (tokenSet === null || !isRenewable(tokenSet, kind)) throw new AppError('noRefreshToken')
    // more than was granted would be refused: RFC 6749 section 6; without a sign-in, each grant is the first
    return { clientSecret, tokenSet: kindTraits[kind].signsIn ? tokenSet : { ...tokenSet, scopes } }
  }

  const run = async (generation: number): Promise<void> => {
    assertCurrent(generation)
    const before = toRenew()
    const { refreshToken } = before.tokenSet
    if (before.clientSecret === null && needsClientSecret(deps.account()))
      return giveUp('misconfigured', { code: 'clientSecretMissing' })
    const sentAt = clock.now()
    const outcome = await send(before.clientSecret, before.tokenSet, sentAt)
    assertCurrent(generation)
    switch (outcome.kind) {
      case 'granted':
        return applyGrant(outcome, sentAt, before, generation)
      case 'transient':
        if (last?.abort.signal.aborted !== true) return retryLater(outcome, sentAt)
        markUncertain(sentAt)
        return run(generation)
      case 'signInNeeded': {
        const isReplaced = refreshToken !== null && (await loadNewerFromStore(refreshToken))
        assertCurrent(generation)
        if (!isReplaced) return giveUp(outcome.kind, outcome)
        const isDue =
          renewalInMs(state, holder, options(), clock.now()) === 0 || leftMs(state, clock.now()) === 0
        return isDue ? run(generation) : undefined
      }
      case 'misconfigured':
        return retryMisconfigured(outcome)
    }
  }

  const restart = (): void => last?.abort.abort()

  return {
    run,
    restart,
    restartIfSlept: () => {
      if (last !== null && wallAheadMs(last.sentAt, clock.now()) > maxSleepMs) restart()
    },
  }
}
