import type { Clock } from '../../../src/core/clock.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'
import type { ExchangeOutcome, GrantOutcome, OAuthClient } from '../../../src/core/ports.ts'
import type { Grant } from '../../../src/core/token/token-set.ts'
import { pause } from './fake-clock.ts'
import type { TokenIssuer } from './token-issuer.ts'

/** How the provider treats one refresh request; `redeem` honors it. */
export type Behaviour = (request: {
  redeem(): GrantOutcome
  readonly signal: AbortSignal
}) => GrantOutcome | Promise<GrantOutcome>

export const transient = (
  code: ErrorCode,
  maybeHonoured: boolean,
  retryAfterMs = 0,
): GrantOutcome & { kind: 'transient' } => ({ kind: 'transient', code, maybeHonoured, retryAfterMs })

const answers: Behaviour = ({ redeem }) => redeem()
export const unreachable: Behaviour = () => transient('offline', false)
export const failing: Behaviour = () => transient('providerFailed', true)
export const asksToSlowDown =
  (retryAfterMs: number): Behaviour =>
  () =>
    transient('rateLimited', false, retryAfterMs)
export const losesTheRequest: Behaviour = () => transient('timedOut', true)
export const losesTheAnswer: Behaviour = ({ redeem }) => {
  redeem()
  return transient('timedOut', true)
}
export const refuses: Behaviour = () => ({ kind: 'signInNeeded', code: 'refreshTokenRefused' })
export const refusesTheClient: Behaviour = () => ({ kind: 'misconfigured', code: 'clientSecretRefused' })

/** Answers after this much virtual time, unless the client hangs up first. */
export const slow =
  (clock: Clock, ms: number): Behaviour =>
  async ({ redeem, signal }) => {
    const hungUp = new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
    await Promise.race([pause(clock, ms), hungUp])
    return signal.aborted ? transient('interrupted', true) : redeem()
  }

/** Answers with these fields of the grant removed or changed. */
export const answersWith =
  (change: { readonly [K in keyof Grant]?: Grant[K] | undefined }): Behaviour =>
  ({ redeem }) => {
    const outcome = redeem()
    if (outcome.kind !== 'granted') return outcome
    const parts = Object.entries({ ...outcome.grant, ...change }).filter(([, value]) => value !== undefined)
    return { kind: 'granted', grant: Object.fromEntries(parts) as unknown as Grant }
  }

/** A response that waits until `go` is called. Hanging up ends it too. */
export function held(): { readonly behaviour: Behaviour; go(on?: Behaviour): void } {
  let go: (on: Behaviour) => void = () => undefined
  const told = new Promise<Behaviour>((done) => (go = done))
  return {
    go: (on = answers) => go(on),
    behaviour: async (request) => {
      const hungUp = new Promise<'hungUp'>((done) =>
        request.signal.addEventListener('abort', () => done('hungUp'), { once: true }),
      )
      const on = await Promise.race([told, hungUp])
      return on === 'hungUp' ? transient('interrupted', true) : on(request)
    },
  }
}

/** The client of a scripted provider: one scripted response per request, and regular answers after that. */
export interface FakeOAuth extends OAuthClient {
  readonly issuer: TokenIssuer
  /** The refresh tokens sent, in order, with their client secrets. */
  readonly sent: { readonly refreshToken: string | null; readonly clientSecret: string | null }[]
  /** The redirected URLs whose code was exchanged, with their code verifiers. */
  readonly exchanged: { readonly redirectedTo: string; readonly codeVerifier: string }[]
  next(...behaviours: readonly Behaviour[]): void
  /** The response when no `next` is left. */
  always(behaviour: Behaviour): void
  maxInFlight(): number
  /** The outcome of the next code exchange. */
  exchanges(outcome: ExchangeOutcome | (() => Promise<ExchangeOutcome>)): void
}

export function createFakeOAuth(issuer: TokenIssuer): FakeOAuth {
  const sent: FakeOAuth['sent'] = []
  const exchangedUrls: { redirectedTo: string; codeVerifier: string }[] = []
  const queue: Behaviour[] = []
  let otherwise = answers
  let inFlight = 0
  let most = 0
  let exchanged: ExchangeOutcome | (() => Promise<ExchangeOutcome>) | null = null
  let begun = 0

  const redeem = (refreshToken: string | null): GrantOutcome => {
    if (refreshToken === null) {
      const { accessToken, lifetimeSec } = issuer.signIn()
      return { kind: 'granted', grant: { accessToken, lifetimeSec } }
    }
    const grant = issuer.redeem(refreshToken)
    return grant === null ? { kind: 'signInNeeded', code: 'refreshTokenRefused' } : { kind: 'granted', grant }
  }

  return {
    issuer,
    sent,
    exchanged: exchangedUrls,
    next: (...behaviours) => queue.push(...behaviours),
    always: (behaviour) => {
      otherwise = behaviour
    },
    maxInFlight: () => most,
    exchanges: (outcome) => {
      exchanged = outcome
    },
    begin: async () => {
      begun += 1
      const state = `state-${begun}`
      return { url: `https://provider.example/?state=${state}`, state, codeVerifier: `verifier-${begun}` }
    },
    exchange: async (_account, _clientSecret, redirectedTo, { codeVerifier }) => {
      exchangedUrls.push({ redirectedTo, codeVerifier })
      const outcome = exchanged ?? { kind: 'granted', grant: issuer.signIn() }
      exchanged = null
      return typeof outcome === 'function' ? outcome() : outcome
    },
    refresh: async (_account, clientSecret, refreshToken, signal) => {
      sent.push({ refreshToken, clientSecret })
      inFlight += 1
      most = Math.max(most, inFlight)
      try {
        return await (queue.shift() ?? otherwise)({ redeem: () => redeem(refreshToken), signal })
      } finally {
        inFlight -= 1
      }
    },
  }
}
