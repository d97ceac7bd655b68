import { AppError, type ErrorCode } from '../../shared/error-codes.ts'
import type { Moment } from '../clock.ts'
import type { GrantOutcome } from '../ports.ts'
import { backoffMs } from './backoff.ts'
import {
  beginLife,
  clearTrouble,
  leftMs,
  noteKeychain,
  renewalInMs,
  type KeeperState,
} from './keeper-state.ts'
import type { SecretHolder } from './secret-holder.ts'
import { lifeOfFreshToken } from './token-life.ts'
import type { KeeperDeps } from './token-keeper-types.ts'
import { tokenSetFrom, type AccountSecret } from './token-set.ts'

/** The request that makes a new token set of the refresh token held. */
export interface Refresh {
  /** Resolves when the new set is held. Rejects with an `AppError`; what was held before is then still held. */
  run(generation: number): Promise<void>
  /** The request in the air is lost (sleep), so it is made again. */
  restart(): void
}

export function createRefresh(deps: KeeperDeps, holder: SecretHolder, state: KeeperState): Refresh {
  const { clock, entropy } = deps
  let abort: AbortController | null = null

  const assertStillWanted = (generation: number): void => {
    if (generation !== holder.generation()) throw new AppError('signedOutMeanwhile')
  }

  const giveUp = (kind: 'signInNeeded' | 'misconfigured', code: ErrorCode): never => {
    const isNews = state.trouble.kind !== kind
    state.retry = null
    state.trouble = { kind, reason: code }
    if (isNews) deps.happened({ kind: 'failed', code })
    throw new AppError(code)
  }

  /** RFC 6749 section 10.4 lets a server revoke everything on reuse: so remember that this token may be used up. */
  const mark = (refreshToken: string, sentAt: Moment): void => {
    const refreshTokenHash = entropy.hash(refreshToken)
    if (deps.account().attempt?.refreshTokenHash === refreshTokenHash) return
    deps.markAttempt({ atMs: sentAt.wallMs, refreshTokenHash })
  }

  const takeGrant = async (
    { grant }: GrantOutcome & { kind: 'granted' },
    sentAt: Moment,
    before: AccountSecret,
    generation: number,
  ): Promise<void> => {
    const hadLeftMs = leftMs(state, clock.now())
    const tokenSet = tokenSetFrom(grant, sentAt.wallMs, before.tokenSet, deps.account().scopes)
    const kept = await holder.replace({ ...before, tokenSet }, generation)
    if (!kept) throw new AppError('signedOutMeanwhile')
    const now = clock.now()
    beginLife(state, lifeOfFreshToken(tokenSet, sentAt), entropy.random())
    clearTrouble(state)
    noteKeychain(state, holder.unsavedBecause(), now, entropy.random())
    const wish = { bufferMinutes: deps.bufferMinutes(), autoRenewal: deps.account().autoRenewal }
    const nextInMs = renewalInMs(state, holder, wish, now)
    deps.happened({
      kind: 'renewed',
      hadLeftSec: Math.round(hadLeftMs / 1000),
      leftSec: Math.round(leftMs(state, now) / 1000),
      expiresAtMs: state.expiresAtMs,
      nextAtMs: nextInMs === null ? null : now.wallMs + nextInMs,
    })
  }

  const takeTransient = (outcome: GrantOutcome & { kind: 'transient' }, sentAt: Moment): never => {
    if (outcome.maybeHonoured) state.uncertainSince ??= sentAt
    else if (state.uncertainSince === null) deps.markAttempt(null)
    const before = state.retry
    const attempt = (before?.attempt ?? 0) + 1
    const uncertain = state.uncertainSince !== null
    const waitMs = backoffMs(attempt, entropy.random(), uncertain, outcome.retryAfterMs)
    state.retry = { attempt, failedAt: clock.now(), waitMs, error: outcome.code }
    if (before?.error !== outcome.code) deps.happened({ kind: 'failed', code: outcome.code })
    throw new AppError(outcome.code)
  }

  /** The keychain may hold a newer pair than the one that was refused; then that one is taken. */
  const takeNewerFromStore = async (refused: string): Promise<boolean> => {
    try {
      const stored = await holder.reread()
      const refreshToken = stored?.tokenSet?.refreshToken ?? null
      if (refreshToken === null || refreshToken === refused) return false
      await holder.load()
      return true
    } catch {
      return false
    }
  }

  const run = async (generation: number): Promise<void> => {
    const before = holder.current()
    const refreshToken = before?.tokenSet?.refreshToken ?? null
    if (before === null || refreshToken === null) throw new AppError('noRefreshToken')
    if (before.clientSecret === null) return giveUp('misconfigured', 'clientSecretMissing')
    const sentAt = clock.now()
    mark(refreshToken, sentAt)
    const { signal } = (abort = new AbortController())
    const outcome = await deps.oauth.refresh(deps.account(), before.clientSecret, refreshToken, signal)
    assertStillWanted(generation)
    switch (outcome.kind) {
      case 'granted':
        return takeGrant(outcome, sentAt, before, generation)
      case 'transient':
        if (!signal.aborted) return takeTransient(outcome, sentAt)
        state.uncertainSince ??= sentAt
        return run(generation)
      case 'signInNeeded':
        if (!(await takeNewerFromStore(refreshToken))) return giveUp(outcome.kind, outcome.code)
        assertStillWanted(generation)
        state.uncertainSince = null
        return run(generation)
      case 'misconfigured':
        return giveUp(outcome.kind, outcome.code)
    }
  }

  return { run, restart: () => abort?.abort() }
}
