import { kindTraits } from '../../shared/account-kinds.ts'
import { toErrorCode } from '../../shared/error-codes.ts'
import type { Problem } from '../../shared/snapshot.ts'
import type { AccountRecord, SecretStore } from '../ports.ts'
import { beginLife, recordKeychainResult, waitLeftMs, type AccountTokenState } from './account-token-state.ts'
import type { SecretHolder } from './secret-holder.ts'
import { storedTokenLife } from './token-life.ts'
import type { AccountTokenDeps } from './account-token-types.ts'

/** Retries until memory and keychain hold the same secret. */
export interface KeychainSync {
  /**
   * Reads the secret if it isn't known yet, or stores it if it isn't stored yet. Joins an attempt in progress. Never
   * rejects.
   */
  tryNow(): Promise<void>
  /** Milliseconds until the next attempt; null if none is due or one is in progress. */
  waitMs(): number | null
  /** Records how the last write went. */
  recordResult(): void
  /** Resolves once no attempt is in progress. */
  whenIdle(): Promise<void>
}

/** The problem of an account for which the keychain holds no token. */
function noTokenProblem(
  { kind, hasToken }: Pick<AccountRecord, 'kind' | 'hasToken'>,
  hiddenBecause: SecretStore['hiddenBecause'],
): Problem {
  // where nobody signs in, the client secret is all that a token needs
  if (!kindTraits[kind].signsIn) return { kind: 'misconfigured', reason: 'clientSecretMissing' }
  return { kind: 'signInNeeded', reason: hasToken ? (hiddenBecause ?? 'tokenMissing') : 'notSignedIn' }
}

/** Creates the sync of one account's secret. Calls `changed` after each attempt. `isInFlight`: a renewal. */
export function createKeychainSync(
  deps: AccountTokenDeps,
  holder: SecretHolder,
  state: AccountTokenState,
  changed: () => void,
  isInFlight: () => boolean,
): KeychainSync {
  const { clock, entropy } = deps
  let inProgress: Promise<void> | null = null

  const recordResult = (): void => {
    recordKeychainResult(state, holder.unsavedBecause(), clock.now(), entropy.random())
    if ((holder.current()?.tokenSet ?? null) === null && state.problem.kind === 'none') {
      state.problem = noTokenProblem(deps.account(), deps.secrets.hiddenBecause)
    }
  }

  const applyStored = (): void => {
    recordResult()
    const set = holder.current()?.tokenSet ?? null
    if (set === null) return
    state.problem = { kind: 'none' }
    const now = clock.now()
    beginLife(state, storedTokenLife(set, now), entropy.random())
    const { attempt } = deps.account()
    const sentBefore =
      set.refreshToken !== null && attempt?.refreshTokenHash === entropy.hash(set.refreshToken)
    if (sentBefore) state.uncertainSince = { wallMs: attempt.atMs, monotonicMs: now.monotonicMs }
  }

  const load = async (): Promise<void> => {
    try {
      // a sign-in that came in between stays: its pair is newer, and the age of its token is better known
      if (await holder.load(() => holder.current() === null)) applyStored()
    } catch (error) {
      const code = toErrorCode(error)
      deps.log.warn('the keychain could not be read', { account: deps.account().name, code })
      recordKeychainResult(
        state,
        code === 'internal' ? 'keychainFailed' : code,
        clock.now(),
        entropy.random(),
      )
    }
  }

  /** The attempt mark is about what the keychain holds, and that is another pair now. */
  const markStored = (): void => {
    const refreshToken = holder.current()?.tokenSet?.refreshToken ?? null
    const sentAt = state.uncertainSince ?? (isInFlight() ? clock.now() : null)
    const isSent = sentAt !== null && refreshToken !== null
    deps.markAttempt(isSent ? { atMs: sentAt.wallMs, refreshTokenHash: entropy.hash(refreshToken) } : null)
  }

  const save = async (): Promise<void> => {
    const isSaved = await holder.saveAgain()
    recordResult()
    if (isSaved) markStored()
  }

  return {
    recordResult,
    tryNow: () => {
      inProgress ??= (holder.current() === null ? load() : save()).finally(() => {
        inProgress = null
        changed()
      })
      return inProgress
    },
    waitMs: () =>
      inProgress === null && state.storing !== null ? waitLeftMs(state.storing, clock.now()) : null,
    whenIdle: async () => {
      await inProgress
    },
  }
}
