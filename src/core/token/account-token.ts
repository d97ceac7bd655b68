import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { Problem } from '../../shared/snapshot.ts'
import { elapsedMs, type Moment } from '../clock.ts'
import {
  advanceWaits,
  dueNotification,
  toFacts,
  isTokenMissing,
  leftMs,
  newAccountTokenState,
  renewalInMs,
  notificationInMs,
} from './account-token-state.ts'
import { createSingleFlight } from './single-flight.ts'
import { createRefresh } from './refresh.ts'
import { createKeychainSync } from './keychain-sync.ts'
import { defaultMinValidSec, maxMinValidSec } from './renewal-plan.ts'
import { createSecretAccess } from './secret-access.ts'
import { createSecretHolder } from './secret-holder.ts'
import {
  renewalOptions,
  type IssuedToken,
  type AccountTokenDeps,
  type AccountToken,
} from './account-token-types.ts'
import { isRenewable, type TokenSet } from './token-set.ts'

/** A suspend without a resume must not stop renewals for good. */
const maxSuspendMs = 60_000

/** How far the clocks must drift before viewers see a different expiry. */
const minDriftMs = 2000

const toError = ({ reason, detail }: Exclude<Problem, { kind: 'none' }>): AppError =>
  new AppError(reason, detail)

/** Creates the token of one account. It does nothing before `start`. */
export function createAccountToken(deps: AccountTokenDeps): AccountToken {
  const { clock } = deps
  const holder = createSecretHolder(deps.account().id, deps.secrets)
  const state = newAccountTokenState()
  const refresh = createRefresh(deps, holder, state)
  const keychain = createKeychainSync(
    deps,
    holder,
    state,
    () => evaluate(),
    () => singleFlight.isInFlight(),
  )
  const singleFlight = createSingleFlight({
    clock,
    refresh,
    state,
    generation: holder.generation,
    isSuspended: () => suspendedMs() > 0,
    started: () => reportAndSchedule(),
    ended: () => evaluate(),
  })

  let suspendedAt: Moment | null = null
  let cancelTimer = (): void => undefined
  let closed = false

  const tokenSet = (): TokenSet | null => holder.current()?.tokenSet ?? null
  const options = () => renewalOptions(deps)

  /** Milliseconds during which no renewal may start because the computer is about to sleep. */
  const suspendedMs = (): number =>
    suspendedAt === null ? 0 : Math.max(0, maxSuspendMs - elapsedMs(suspendedAt, clock.now()))

  /** Milliseconds until the next renewal starts; null if none is planned. */
  const startInMs = (): number | null => {
    if (singleFlight.isInFlight() || pending() !== null) return null
    const inMs = renewalInMs(state, holder, options(), clock.now())
    return inMs === null ? null : Math.max(inMs, suspendedMs())
  }

  /** Reports the current facts, and sets the timer for what is due next. */
  const reportAndSchedule = (): void => {
    if (closed) return
    const now = clock.now()
    const secret = holder.current()
    if (secret !== null && holder.unsavedBecause() === null) {
      deps.stored({ hasToken: secret.tokenSet !== null, hasClientSecret: secret.clientSecret !== null })
    }
    deps.report(toFacts(state, holder, options(), singleFlight.isInFlight(), now))
    cancelTimer()
    const waits = [startInMs(), keychain.waitMs(), notificationInMs(state, holder, options(), now)]
    const nextMs = Math.min(...waits.filter((wait) => wait !== null))
    cancelTimer = nextMs === Infinity ? () => undefined : clock.setTimer(nextMs, evaluate)
  }

  const evaluate = (): void => {
    if (closed) return
    const now = clock.now()
    advanceWaits(state, now)
    const left = leftMs(state, now)
    const expiresAtMs = now.wallMs + left
    if (left > 0 && Math.abs(expiresAtMs - state.expiresAtMs) > minDriftMs) state.expiresAtMs = expiresAtMs
    const set = tokenSet()
    const canEnd = set !== null && !isRenewable(set, deps.account().kind)
    // whatever the problem was before, for example no keychain: this one needs the user
    if (canEnd && left === 0) state.problem = { kind: 'signInNeeded', reason: 'noRefreshToken' }
    const notification = dueNotification(state, holder, options(), now)
    if (notification !== null) deps.happened({ kind: (state.notified = notification) })
    if (keychain.waitMs() === 0) void keychain.tryNow()
    refresh.restartIfSlept()
    // the facts report a failure; nobody awaits this renewal
    if (startInMs() === 0) singleFlight.renew().catch(() => undefined)
    else reportAndSchedule()
  }

  const current = (): IssuedToken | null => {
    const set = tokenSet()
    if (set === null) return null
    const now = clock.now()
    const left = leftMs(state, now)
    return {
      accessToken: set.accessToken,
      expiresAtMs: left > 0 ? now.wallMs + left : state.expiresAtMs,
      leftSec: left / 1000,
      lifetimeSec: set.lifetimeSec,
      scopes: set.scopes,
    }
  }

  const requireTokenSet = async (): Promise<TokenSet> => {
    if (closed) throw new AppError('closing')
    if (tokenSet() === null && state.problem.kind !== 'signInNeeded') await keychain.tryNow()
    const set = tokenSet()
    if (set !== null) return set
    throw state.problem.kind === 'none' ? new AppError('notSignedIn') : toError(state.problem)
  }

  const ask = async (minValidSec?: number): Promise<IssuedToken> => {
    let hasTimedOut = false
    for (let tries = 0; ; tries += 1) {
      const set = await requireTokenSet()
      const needSec = minValidSec ?? defaultMinValidSec(set.lifetimeSec)
      const now = current()
      // an expired token doesn't qualify even for `needSec` 0
      if (now !== null && now.leftSec > 0 && now.leftSec >= needSec) return now
      if (needSec > maxMinValidSec(set.lifetimeSec) || tries === 2) throw new AppError('minValidTooLong')
      const { problem } = state
      const isStopped = problem.kind === 'misconfigured' && state.retry === null
      if (problem.kind === 'signInNeeded' || isStopped) throw toError(problem)
      if (suspendedMs() > 0) throw new AppError('interrupted')
      if (pending() !== null) {
        await pending()
        continue
      }
      refresh.restartIfSlept()
      await singleFlight.join().catch((error: unknown) => {
        const code = toErrorCode(error)
        // a new sign-in replaced it: check its token
        if (code === 'signedOutMeanwhile') return
        // the answer got lost, or this computer is slow: the caller gets the result of the next try
        if (code !== 'timedOut' || hasTimedOut) throw error
        hasTimedOut = true
      })
    }
  }

  const renew = async (): Promise<IssuedToken> => {
    await pending()
    await requireTokenSet()
    if (state.problem.kind === 'signInNeeded') throw toError(state.problem)
    await singleFlight.renew()
    const fresh = current()
    if (fresh === null) throw new AppError('signedOutMeanwhile')
    return fresh
  }

  const { pending, ...access } = createSecretAccess(deps, { holder, state, keychain, singleFlight, evaluate })

  const whenIdle = async (): Promise<void> => {
    await singleFlight.whenIdle()
    await keychain.whenIdle()
  }

  const retryNow = (): void => {
    const { retry } = state
    if (retry !== null) {
      const waitMs = retry.error === 'rateLimited' ? Math.min(retry.waitMs, retry.quietMs) : 0
      state.retry = { ...retry, waitMs }
    }
    if (state.storing !== null) state.storing = { ...state.storing, waitMs: 0 }
    evaluate()
  }

  const keychainChanged = (): void => {
    if (state.storing !== null) state.storing = { ...state.storing, waitMs: 0 }
    if (holder.current() === null && isTokenMissing(state)) void keychain.tryNow()
    evaluate()
  }

  return {
    start: keychain.tryNow,
    evaluate,
    ask,
    renew,
    current,
    retryNow,
    keychainChanged,
    ...access,
    suspend: () => {
      suspendedAt = clock.now()
      // the monotonic clock may stop from here on, so count what has passed until now
      leftMs(state, suspendedAt)
      advanceWaits(state, suspendedAt)
    },
    resume: () => {
      suspendedAt = null
      refresh.restart()
      retryNow()
    },
    close: async () => {
      closed = true
      singleFlight.close()
      cancelTimer()
      await whenIdle()
    },
  }
}
