import { AppError, codeOf } from '../../shared/error-codes.ts'
import { elapsedMs, type Moment } from '../clock.ts'
import {
  beginLife,
  clearTrouble,
  endToTell,
  factsOf,
  leftMs,
  newKeeperState,
  noteKeychain,
  renewalInMs,
  tellInMs,
  waitLeftMs,
} from './keeper-state.ts'
import { createRefresh } from './refresh.ts'
import { defaultMinValidSec, longestMinValidSec } from './renewal-plan.ts'
import { createSecretHolder } from './secret-holder.ts'
import type { HandOut, KeeperDeps, TokenKeeper } from './token-keeper-types.ts'
import { lifeOfFreshToken, lifeOfStoredToken } from './token-life.ts'
import type { TokenSet } from './token-set.ts'

/** Callers that come right after a failure share the next try instead of each making one. */
const coolDownMs = 2000

/** A suspend that no resume follows must not stop renewals for good. */
const longestSuspendMs = 60_000

/** By how much the clocks must disagree before viewers are told another expiry. */
const driftToTellMs = 2000

/** The keeper of one account's token. It does nothing before `start`. */
export function createTokenKeeper(deps: KeeperDeps): TokenKeeper {
  const { clock, entropy } = deps
  const holder = createSecretHolder(deps.account().id, deps.secrets)
  const state = newKeeperState()
  const refresh = createRefresh(deps, holder, state)

  let keychainTry: Promise<void> | null = null
  let flight: Promise<void> | null = null
  let suspendedAt: Moment | null = null
  let cancelTimer = (): void => undefined
  let closed = false

  const tokenSet = (): TokenSet | null => holder.current()?.tokenSet ?? null
  const wish = () => ({ bufferMinutes: deps.bufferMinutes(), autoRenewal: deps.account().autoRenewal })
  const isSuspended = () => suspendedAt !== null && elapsedMs(suspendedAt, clock.now()) < longestSuspendMs
  const noteKeychainNow = () => noteKeychain(state, holder.unsavedBecause(), clock.now(), entropy.random())

  /** Tells what has changed and sets the timer for what is next. */
  const settle = (): void => {
    const now = clock.now()
    const secret = holder.current()
    if (secret !== null && holder.unsavedBecause() === null) {
      deps.stored({ hasToken: secret.tokenSet !== null, hasClientSecret: secret.clientSecret !== null })
    }
    deps.report(factsOf(state, holder, wish(), flight !== null, now))
    cancelTimer()
    const waits = [
      flight === null ? renewalInMs(state, holder, wish(), now) : null,
      keychainTry === null && state.storing !== null ? waitLeftMs(state.storing, now) : null,
      tellInMs(state, holder, wish(), now),
    ].filter((wait) => wait !== null)
    if (waits.length > 0) cancelTimer = clock.setTimer(Math.min(...waits), evaluate)
  }

  const evaluate = (): void => {
    if (closed) return
    const now = clock.now()
    const left = leftMs(state, now)
    const expiresAtMs = now.wallMs + left
    if (left > 0 && Math.abs(expiresAtMs - state.expiresAtMs) > driftToTellMs) state.expiresAtMs = expiresAtMs
    if (tokenSet()?.refreshToken === null && left === 0 && state.trouble.kind === 'none') {
      state.trouble = { kind: 'signInNeeded', reason: 'noRefreshToken' }
    }
    const end = endToTell(state, holder, wish(), now)
    if (end !== null) deps.happened({ kind: (state.told = end) })
    if (keychainTry === null && state.storing !== null && waitLeftMs(state.storing, now) === 0)
      void tryKeychain()
    const due = flight === null && !isSuspended() && renewalInMs(state, holder, wish(), now) === 0
    // a failure is in the facts by then; nobody waits for this flight
    if (due) fly(0).catch(() => undefined)
    else settle()
  }

  const takeStored = (): void => {
    const { attempt, hasToken } = deps.account()
    const set = tokenSet()
    if (set === null) {
      state.trouble = { kind: 'signInNeeded', reason: hasToken ? 'tokenMissing' : 'notSignedIn' }
      return
    }
    const now = clock.now()
    beginLife(state, lifeOfStoredToken(set, now), entropy.random())
    const sentBefore =
      set.refreshToken !== null && attempt?.refreshTokenHash === entropy.hash(set.refreshToken)
    if (sentBefore) state.uncertainSince = { wallMs: attempt.atMs, monotonicMs: now.monotonicMs }
  }

  const load = async (): Promise<void> => {
    try {
      await holder.load()
      noteKeychainNow()
      takeStored()
    } catch (error) {
      const code = codeOf(error)
      deps.log.warn('the keychain could not be read', { account: deps.account().name, code })
      noteKeychain(state, code === 'internal' ? 'keychainFailed' : code, clock.now(), entropy.random())
    }
  }

  const save = async (): Promise<void> => {
    await holder.saveAgain()
    noteKeychainNow()
  }

  const tryKeychain = (): Promise<void> => {
    keychainTry ??= (holder.current() === null ? load() : save()).finally(() => {
      keychainTry = null
      evaluate()
    })
    return keychainTry
  }

  const fly = (delayMs: number): Promise<void> => {
    const generation = holder.generation()
    const wait =
      delayMs === 0 ? Promise.resolve() : new Promise<void>((done) => clock.setTimer(delayMs, done))
    const mine: Promise<void> = wait
      .then(() => refresh.run(generation))
      .finally(() => {
        if (flight === mine) flight = null
        evaluate()
      })
    flight = mine
    settle()
    return mine
  }

  /** Joins the flight in the air, or starts one; after a failure a moment ago it starts a little later, for all. */
  const joinFlight = (): Promise<void> => {
    const { retry } = state
    if (flight !== null) return flight
    if (retry === null) return fly(0)
    const now = clock.now()
    if (retry.error === 'rateLimited' && waitLeftMs(retry, now) > 0)
      return Promise.reject(new AppError(retry.error))
    return fly(Math.max(0, coolDownMs - elapsedMs(retry.failedAt, now)))
  }

  const held = (): HandOut | null => {
    const set = tokenSet()
    if (set === null) return null
    const now = clock.now()
    const left = leftMs(state, now)
    return {
      accessToken: set.accessToken,
      expiresAtMs: left > 0 ? now.wallMs + left : state.expiresAtMs,
      leftSec: left / 1000,
      scopes: set.scopes,
    }
  }

  const requireTokenSet = async (): Promise<TokenSet> => {
    if (closed) throw new AppError('closing')
    if (tokenSet() === null && state.trouble.kind !== 'signInNeeded') await tryKeychain()
    const set = tokenSet()
    if (set !== null) return set
    throw new AppError(state.trouble.kind === 'none' ? 'notSignedIn' : state.trouble.reason)
  }

  const ask = async (minValidSec?: number): Promise<HandOut> => {
    for (let flights = 0; ; flights += 1) {
      const set = await requireTokenSet()
      const needSec = minValidSec ?? defaultMinValidSec(set.lifetimeSec)
      const now = held()
      if (now !== null && now.leftSec >= needSec) return now
      if (needSec > longestMinValidSec(set.lifetimeSec) || flights === 2)
        throw new AppError('minValidTooLong')
      const { trouble } = state
      if (trouble.kind === 'signInNeeded' || trouble.kind === 'misconfigured')
        throw new AppError(trouble.reason)
      if (isSuspended()) throw new AppError('interrupted')
      await joinFlight().catch((error: unknown) => {
        // another sign-in took its place: look what that brought
        if (codeOf(error) !== 'signedOutMeanwhile') throw error
      })
    }
  }

  const renew = async (): Promise<HandOut> => {
    await requireTokenSet()
    if (state.trouble.kind === 'signInNeeded') throw new AppError(state.trouble.reason)
    await (flight ?? fly(0))
    const fresh = held()
    if (fresh === null) throw new AppError('signedOutMeanwhile')
    return fresh
  }

  /** From here on, what is in the air is nobody's any more. */
  const abandonFlight = (): number => {
    const generation = holder.beginGeneration()
    refresh.restart()
    flight = null
    return generation
  }

  const landed = async (): Promise<void> => {
    while (flight !== null) await flight.catch(() => undefined)
  }

  const hurry = (): void => {
    const failedAt = clock.now()
    if (state.retry !== null && state.retry.error !== 'rateLimited')
      state.retry = { ...state.retry, failedAt, waitMs: 0 }
    if (state.storing !== null) state.storing = { ...state.storing, failedAt, waitMs: 0 }
    evaluate()
  }

  return {
    start: tryKeychain,
    evaluate,
    ask,
    renew,
    held,
    hurry,
    clientSecret: async () => {
      if (holder.current() === null) await tryKeychain()
      const clientSecret = holder.current()?.clientSecret ?? null
      if (clientSecret !== null) return clientSecret
      throw new AppError(
        state.trouble.kind === 'keychainUnavailable' ? state.trouble.reason : 'clientSecretMissing',
      )
    },
    adopt: async (secret, sentAt) => {
      if (!(await holder.replace(secret, abandonFlight()))) throw new AppError('signedOutMeanwhile')
      deps.markAttempt(null)
      clearTrouble(state)
      if (secret.tokenSet !== null)
        beginLife(state, lifeOfFreshToken(secret.tokenSet, sentAt), entropy.random())
      noteKeychainNow()
      evaluate()
    },
    reconfigure: async (clientSecret) => {
      await landed()
      if (clientSecret !== null) {
        await holder.replace({ tokenSet: tokenSet(), clientSecret }, holder.generation())
        noteKeychainNow()
      }
      if (state.trouble.kind === 'misconfigured') state.trouble = { kind: 'none' }
      evaluate()
    },
    forget: async () => {
      if (flight !== null) state.uncertainSince ??= clock.now()
      abandonFlight()
      const { hasToken, hasClientSecret } = deps.account()
      await holder.clear(hasToken || hasClientSecret)
      deps.markAttempt(null)
      Object.assign(state, { ...newKeeperState(), trouble: { kind: 'signInNeeded', reason: 'notSignedIn' } })
      settle()
    },
    suspend: () => {
      suspendedAt = clock.now()
    },
    resume: () => {
      suspendedAt = null
      refresh.restart()
      hurry()
    },
    close: async () => {
      closed = true
      cancelTimer()
      await landed()
    },
  }
}
