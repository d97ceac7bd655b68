import type { GrantOutcome } from '../../src/core/ports.ts'
import { transient } from '../support/fakes/fake-oauth.ts'
import type { FakeClock } from '../support/fakes/fake-clock.ts'
import { createTokenIssuer, type TokenIssuer } from '../support/fakes/token-issuer.ts'
import { dayMs, minuteMs, secondMs, type AccountPlan, type Fault } from './schedule.ts'

/** The HTTP adapter's time limit for a request. */
const timeoutMs = 20 * secondMs

/** How long the app waits after a refusal of its client. */
const refusedForMs = minuteMs

export interface SimProviderDeps {
  readonly clock: FakeClock
  /** True time: the provider's own clock, which nobody changes. */
  readonly trueMs: () => number
  readonly random: () => number
  /** The number of long sleeps so far: answers to requests from before a long sleep never arrive. */
  readonly sleeps: () => number
  /** Called at these stages of a renewal; returns whether the process died. */
  readonly reached: (stage: 'sent' | 'honoured') => boolean
}

/** One account's provider, with its problems. */
export interface SimProvider {
  readonly issuer: TokenIssuer
  readonly firstGrant: ReturnType<TokenIssuer['signIn']>
  refresh(refreshToken: string, signal: AbortSignal): Promise<GrantOutcome>
  /** Applies to the next requests. */
  readonly armed: Fault[]
  outage: Fault | null
  /** Requests in flight, and how many of them will get no answer. */
  inFlight(): number
  doomed(): number
  maxInFlight(): number
  /** When the provider was asking to slow down, in true time. */
  readonly slowDowns: { readonly fromMs: number; readonly toMs: number }[]
  /** The app can't notice this much of the time that has passed, so the last wait seems longer. */
  extendSlowDowns(hiddenMs: number): void
  /** Until when the last answer that arrived asked to slow down, in true time; 0 if it didn't. */
  quietUntilMs: number
  /** When something went wrong with a request, in true time. */
  readonly faultsAt: number[]
  /** How often a request may have been honored without an answer, not counting repeats before the next grant. */
  uncertainties(): number
  requests(): number
  /** The process died, and its requests with it. */
  hangUp(): void
}

export function createSimProvider(plan: AccountPlan, idleDays: number, deps: SimProviderDeps): SimProvider {
  const { clock, trueMs, random } = deps
  const issuer = createTokenIssuer({
    nowMs: trueMs,
    lifetimeSec: plan.lifetimeSec,
    idleMs: idleDays * dayMs,
  })
  const firstGrant = issuer.signIn()
  const faultsAt: number[] = []
  const armed: Fault[] = []
  let epoch = 0
  let inFlight = 0
  let doomed = 0
  let most = 0
  const slowDowns: SimProvider['slowDowns'] = []
  let uncertain = false
  let uncertainties = 0
  let requests = 0

  const redeem = (refreshToken: string): GrantOutcome => {
    const grant = issuer.redeem(refreshToken)
    return grant === null ? { kind: 'signInNeeded', code: 'refreshTokenRefused' } : { kind: 'granted', grant }
  }

  const lose = (): void => {
    if (!uncertain) uncertainties += 1
    uncertain = true
    faultsAt.push(trueMs())
  }

  /** The outcome, the delay, and the grant if the provider honored the request without the client knowing. */
  const decideFate = (
    fault: Fault | null,
    refreshToken: string,
  ): [GrantOutcome, afterMs: number, GrantOutcome?] => {
    const soonMs = 50 + 750 * random()
    const somewhenMs = timeoutMs * random()
    switch (fault) {
      case null:
        return [redeem(refreshToken), soonMs]
      case 'slow':
        return [redeem(refreshToken), 5 * secondMs + 14 * secondMs * random()]
      case 'offline':
        return [transient('offline', false), 50 * random()]
      case 'slowDown': {
        const retryAfterMs = 30 * minuteMs * random() ** 3
        slowDowns.push({ fromMs: trueMs(), toMs: trueMs() + soonMs + retryAfterMs })
        return [transient('rateLimited', false, retryAfterMs), soonMs]
      }
      case 'refusesClient':
        // callers get the refusal for as long
        slowDowns.push({ fromMs: trueMs(), toMs: trueMs() + soonMs + refusedForMs })
        return [{ kind: 'misconfigured', code: 'clientSecretRefused' }, soonMs]
      case 'failing':
        if (random() < 0.1) return [transient('providerFailed', true), soonMs, redeem(refreshToken)]
        return [transient('providerFailed', true), soonMs]
      case 'losesRequests':
        return [transient('offline', true), somewhenMs]
      case 'losesAnswers':
        return [transient('offline', true), somewhenMs, redeem(refreshToken)]
      case 'hanging':
        return random() < 0.5
          ? [transient('timedOut', true), timeoutMs]
          : [transient('timedOut', true), timeoutMs, redeem(refreshToken)]
    }
  }

  const refresh = (refreshToken: string, signal: AbortSignal): Promise<GrantOutcome> =>
    new Promise((resolve) => {
      requests += 1
      if (deps.reached('sent')) return
      const mine = epoch
      const sleepsBefore = deps.sleeps()
      const sentMs = clock.now().monotonicMs
      inFlight += 1
      most = Math.max(most, inFlight)
      const fault = armed.shift() ?? provider.outage
      const [outcome, afterMs, unheard] = decideFate(fault, refreshToken)
      const isDoomed = fault !== null && fault !== 'slow'
      if (isDoomed) doomed += 1
      if (unheard !== undefined || (outcome.kind === 'transient' && outcome.maybeHonoured)) lose()
      else if (isDoomed) faultsAt.push(trueMs())
      const end = (result: GrantOutcome) => {
        stop()
        if (mine !== epoch) return
        signal.removeEventListener('abort', hangUp)
        inFlight -= 1
        if (isDoomed) doomed -= 1
        if (result.kind === 'granted') uncertain = false
        provider.quietUntilMs =
          result.kind === 'transient' && result.retryAfterMs > 0 ? trueMs() + result.retryAfterMs : 0
        resolve(result)
      }
      const breakOff = (result: GrantOutcome) => {
        // any grant of the lost request is lost too
        if (!isDoomed) lose()
        end(result)
      }
      const hangUp = () => breakOff(transient('interrupted', true))
      const arrive = () => {
        if (mine !== epoch) return
        if (deps.sleeps() === sleepsBefore) return end(outcome)
        const restMs = timeoutMs - (clock.now().monotonicMs - sentMs)
        stop = clock.setTimer(restMs, () => {
          if (mine === epoch) breakOff(transient('timedOut', true))
        })
      }
      let stop = clock.setTimer(afterMs, arrive)
      signal.addEventListener('abort', hangUp, { once: true })
      if (outcome.kind === 'granted' || unheard?.kind === 'granted') deps.reached('honoured')
    })

  const provider: SimProvider = {
    issuer,
    firstGrant,
    refresh,
    armed,
    outage: null,
    faultsAt,
    inFlight: () => inFlight,
    doomed: () => doomed,
    maxInFlight: () => most,
    slowDowns,
    quietUntilMs: 0,
    extendSlowDowns: (hiddenMs) => {
      const last = slowDowns.at(-1)
      if (last !== undefined && last.toMs + hiddenMs > trueMs())
        slowDowns.push({ fromMs: trueMs(), toMs: last.toMs + hiddenMs })
    },
    uncertainties: () => uncertainties,
    requests: () => requests,
    hangUp: () => {
      if (inFlight > 0) lose()
      provider.quietUntilMs = 0
      epoch += 1
      inFlight = 0
      doomed = 0
    },
  }
  return provider
}
