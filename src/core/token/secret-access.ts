import { kindTraits } from '../../shared/account-kinds.ts'
import { AppError } from '../../shared/error-codes.ts'
import {
  beginLife,
  clearProblem,
  newAccountTokenState,
  type AccountTokenState,
} from './account-token-state.ts'
import type { AccountToken, AccountTokenDeps } from './account-token-types.ts'
import type { KeychainSync } from './keychain-sync.ts'
import { needsClientSecret } from './refresh.ts'
import type { SecretHolder } from './secret-holder.ts'
import type { SingleFlight } from './single-flight.ts'
import { freshTokenLife } from './token-life.ts'
import { expiredTokenSet } from './token-set.ts'

/** How the user's sign-in, sign-out, and edits reach an account's secret. */
export interface SecretAccess extends Pick<
  AccountToken,
  'clientSecret' | 'setTokens' | 'reconfigure' | 'clear'
> {
  /** A sign-in or sign-out that is being stored, and never rejects; null if there is none. */
  pending(): Promise<void> | null
}

export interface SecretAccessParts {
  readonly holder: SecretHolder
  readonly state: AccountTokenState
  readonly keychain: KeychainSync
  readonly singleFlight: SingleFlight
  /** Called after each change. */
  evaluate(): void
}

/** Creates the access to one account's secret. */
export function createSecretAccess(
  deps: AccountTokenDeps,
  { holder, state, keychain, singleFlight, evaluate }: SecretAccessParts,
): SecretAccess {
  let pending: Promise<void> | null = null

  /** Abandons a request in flight, and starts no renewal until the change is stored. */
  const replaceSecret = async (change: (generation: number) => Promise<void>): Promise<void> => {
    // that request may have used up the refresh token, which matters if the change fails or a crash comes before it
    if (singleFlight.isInFlight()) state.uncertainSince ??= deps.clock.now()
    const generation = holder.beginGeneration()
    singleFlight.abandon()
    const work = change(generation)
    const mine = work
      .catch(() => undefined)
      .then(() => {
        if (pending === mine) pending = null
        evaluate()
      })
    pending = mine
    await work
    await mine
  }

  /** Stores a client secret; '' removes it. Where nobody signs in, the first one makes a token due. */
  const storeClientSecret = async (clientSecret: string): Promise<void> => {
    const { kind, scopes } = deps.account()
    const hasToken = (holder.current()?.tokenSet ?? null) !== null
    const first =
      hasToken || clientSecret === '' || kindTraits[kind].signsIn
        ? null
        : expiredTokenSet(null, deps.clock.now(), scopes)
    await holder.replace(
      (before) => ({
        tokenSet: before?.tokenSet ?? first?.tokenSet ?? null,
        clientSecret: clientSecret || null,
      }),
      holder.generation(),
    )
    if (first !== null) {
      clearProblem(state)
      beginLife(state, freshTokenLife(first.tokenSet, first.obtainedAt), deps.entropy.random())
    }
    keychain.recordResult()
  }

  return {
    pending: () => pending,
    clientSecret: async () => {
      if (holder.current() === null) await keychain.tryNow()
      const clientSecret = holder.current()?.clientSecret ?? null
      if (clientSecret !== null || !needsClientSecret(deps.account())) return clientSecret
      throw new AppError(
        state.problem.kind === 'keychainUnavailable' ? state.problem.reason : 'clientSecretMissing',
      )
    },
    setTokens: (secret, sentAt) =>
      replaceSecret(async (generation) => {
        if (!(await holder.replace(() => secret, generation))) throw new AppError('signedOutMeanwhile')
        // otherwise the mark is about the pair that the keychain still holds
        if (holder.unsavedBecause() === null) deps.markAttempt(null)
        clearProblem(state)
        if (secret.tokenSet === null) state.problem = { kind: 'signInNeeded', reason: 'notSignedIn' }
        else beginLife(state, freshTokenLife(secret.tokenSet, sentAt), deps.entropy.random())
        keychain.recordResult()
      }),
    reconfigure: async (clientSecret) => {
      await singleFlight.whenIdle()
      await keychain.whenIdle()
      if (clientSecret !== null) {
        const { hasToken } = deps.account()
        if (holder.current() === null) await keychain.tryNow()
        // don't overwrite a secret that couldn't be read
        const { problem } = state
        if (holder.current() === null && hasToken && problem.kind === 'keychainUnavailable')
          throw new AppError(problem.reason)
        await storeClientSecret(clientSecret)
      }
      if (state.problem.kind === 'misconfigured')
        Object.assign(state, { problem: { kind: 'none' }, retry: null })
      evaluate()
    },
    clear: () =>
      replaceSecret(async () => {
        const { hasToken, hasClientSecret } = deps.account()
        await holder.clear(hasToken || hasClientSecret)
        deps.markAttempt(null)
        Object.assign(state, {
          ...newAccountTokenState(),
          problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
        })
      }),
  }
}
