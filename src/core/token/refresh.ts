import { kindTraits } from '../../shared/account-kinds.ts'
import { AppError, toErrorCode, type ErrorCode } from '../../shared/error-codes.ts'
import { wallAheadMs, type Moment } from '../clock.ts'
import type { GrantOutcome, AccountRecord } from '../ports.ts'
import {
  beginLife,
  clearProblem,
  leftMs,
  noteKeychain,
  renewalInMs,
  reuseLeewayMs,
  type AccountTokenState,
} from './account-token-state.ts'
import type { AccountTokenDeps } from './account-token-types.ts'
import { backoffMs } from './backoff.ts'
import type { SecretHolder } from './secret-holder.ts'
import { lifeOfFreshToken, lifeOfStoredToken } from './token-life.ts'
import { tokenSetFrom, type AccountSecret } from './token-set.ts'

/** Whether nothing can be asked of the token endpoint without the account's client secret. */
export function needsClientSecret({ kind, hasClientSecret }: AccountRecord): boolean {
  return hasClientSecret || kindTraits[kind].clientSecret === 'required'
}

type Outcome<K extends GrantOutcome['kind']> = GrantOutcome & { readonly kind: K }

/** An answer that was on its way when the computer slept for longer is lost, as a rule. */
const survivedSleepMs = 5000

/** The request that makes a new token set of the refresh token held. */
export interface Refresh {
  /** Resolves when a newer set is held. Rejects with an `AppError`; what was held before is then still held. */
  run(generation: number): Promise<void>
  /** The request in the air is lost (sleep), so it is made again. */
  restart(): void
  /** As `restart`, when the clocks tell of a sleep that nobody else has told of. */
  restartIfSlept(): void
}

export function createRefresh(
  deps: AccountTokenDeps,
  holder: SecretHolder,
  state: AccountTokenState,
): Refresh {
  const { clock, entropy } = deps
  let last: { readonly abort: AbortController; readonly sentAt: Moment } | null = null

  const options = () => ({ bufferMinutes: deps.bufferMinutes(), autoRenewal: deps.account().autoRenewal })

  const assertStillWanted = (generation: number): void => {
    if (generation !== holder.generation()) throw new AppError('signedOutMeanwhile')
  }

  const giveUp = (kind: 'signInNeeded' | 'misconfigured', code: ErrorCode): never => {
    const isNews = state.problem.kind !== kind
    state.retry = null
    state.problem = { kind, reason: code }
    if (isNews) deps.happened({ kind: 'failed', code })
    throw new AppError(code)
  }

  /** RFC 6749 section 10.4 lets a server revoke everything on reuse: so remember that this token may be used up. */
  const mark = (refreshToken: string, sentAt: Moment): void => {
    const refreshTokenHash = entropy.hash(refreshToken)
    const before = deps.account().attempt
    const isMarked = before?.refreshTokenHash === refreshTokenHash
    // one that is as old as the leeway says nothing about this request
    if (isMarked && Math.abs(sentAt.wallMs - before.atMs) <= reuseLeewayMs) return
    deps.markAttempt({ atMs: sentAt.wallMs, refreshTokenHash })
  }

  /** This request was not honoured; if none before it may have been either, the refresh token is as good as new. */
  const unmark = (): void => {
    if (state.uncertainSince === null && deps.account().attempt !== null) deps.markAttempt(null)
  }

  const takeGrant = async (
    { grant }: Outcome<'granted'>,
    sentAt: Moment,
    before: AccountSecret,
    generation: number,
  ): Promise<void> => {
    const hadLeftMs = leftMs(state, clock.now())
    const tokenSet = tokenSetFrom(grant, sentAt.wallMs, before.tokenSet, deps.account().scopes)
    // the client secret may have been changed while the request was in the air
    const kept = await holder.replace((held) => ({ ...(held ?? before), tokenSet }), generation)
    if (!kept) throw new AppError('signedOutMeanwhile')
    const now = clock.now()
    beginLife(state, lifeOfFreshToken(tokenSet, sentAt), entropy.random())
    clearProblem(state)
    noteKeychain(state, holder.unsavedBecause(), now, entropy.random())
    // a provider that does not rotate: the refresh token is not used up
    if (tokenSet.refreshToken === before.tokenSet?.refreshToken) unmark()
    const nextInMs = renewalInMs(state, holder, options(), now)
    deps.happened({
      kind: 'renewed',
      hadLeftSec: Math.round(hadLeftMs / 1000),
      leftSec: Math.round(leftMs(state, now) / 1000),
      expiresAtMs: state.expiresAtMs,
      nextAtMs: nextInMs === null ? null : now.wallMs + nextInMs,
    })
  }

  const takeTransient = (outcome: Outcome<'transient'>, sentAt: Moment): never => {
    if (outcome.maybeHonoured) state.uncertainSince = sentAt
    else unmark()
    const before = state.retry
    const attempt = (before?.attempt ?? 0) + 1
    const uncertain = state.uncertainSince !== null
    const waitMs = backoffMs(attempt, entropy.random(), uncertain, outcome.retryAfterMs)
    // who asks to slow down without saying for how long gets our own wait
    const slowDownMs = outcome.retryAfterMs > 0 ? outcome.retryAfterMs : waitMs
    const quietMs = outcome.code === 'rateLimited' ? slowDownMs : 0
    state.retry = { attempt, lookedAt: clock.now(), ageMs: 0, waitMs, quietMs, error: outcome.code }
    if (before?.error !== outcome.code) deps.happened({ kind: 'failed', code: outcome.code })
    throw new AppError(outcome.code)
  }

  /** The keychain may hold a newer pair than the one that was refused; then that one is taken. */
  const takeNewerFromStore = async (refused: string): Promise<boolean> => {
    // what waits to be stored is newer than what is stored
    if (holder.unsavedBecause() !== null) return false
    try {
      const stored = (await holder.reread())?.tokenSet ?? null
      if (stored === null || stored.refreshToken === null || stored.refreshToken === refused) return false
      if (!(await holder.load())) return false
      beginLife(state, lifeOfStoredToken(stored, clock.now()), entropy.random())
      clearProblem(state)
      return true
    } catch {
      return false
    }
  }

  /** Whatever goes wrong here is an outcome too: a failure without a wait after it would be repeated at once. */
  const send = async (
    clientSecret: string | null,
    refreshToken: string,
    sentAt: Moment,
  ): Promise<GrantOutcome> => {
    const abort = new AbortController()
    last = { abort, sentAt }
    let sent = false
    try {
      mark(refreshToken, sentAt)
      sent = true
      return await deps.oauth.refresh(deps.account(), clientSecret, refreshToken, abort.signal)
    } catch (error) {
      deps.log.error('a renewal failed in an unforeseen way', { detail: String(error) })
      return { kind: 'transient', code: toErrorCode(error), maybeHonoured: sent, retryAfterMs: 0 }
    }
  }

  const run = async (generation: number): Promise<void> => {
    assertStillWanted(generation)
    const before = holder.current()
    const refreshToken = before?.tokenSet?.refreshToken ?? null
    if (before === null || refreshToken === null) throw new AppError('noRefreshToken')
    if (before.clientSecret === null && needsClientSecret(deps.account()))
      return giveUp('misconfigured', 'clientSecretMissing')
    const sentAt = clock.now()
    const outcome = await send(before.clientSecret, refreshToken, sentAt)
    assertStillWanted(generation)
    switch (outcome.kind) {
      case 'granted':
        return takeGrant(outcome, sentAt, before, generation)
      case 'transient':
        if (last?.abort.signal.aborted !== true) return takeTransient(outcome, sentAt)
        state.uncertainSince = sentAt
        return run(generation)
      case 'signInNeeded': {
        const isReplaced = await takeNewerFromStore(refreshToken)
        assertStillWanted(generation)
        if (!isReplaced) return giveUp(outcome.kind, outcome.code)
        const isDue =
          renewalInMs(state, holder, options(), clock.now()) === 0 || leftMs(state, clock.now()) === 0
        return isDue ? run(generation) : undefined
      }
      case 'misconfigured':
        unmark()
        return giveUp(outcome.kind, outcome.code)
    }
  }

  const restart = (): void => last?.abort.abort()

  return {
    run,
    restart,
    restartIfSlept: () => {
      if (last !== null && wallAheadMs(last.sentAt, clock.now()) > survivedSleepMs) restart()
    },
  }
}
