import { toErrorCode } from '../../shared/error-codes.ts'
import { beginLife, noteKeychain, waitLeftMs, type AccountTokenState } from './account-token-state.ts'
import type { SecretHolder } from './secret-holder.ts'
import { lifeOfStoredToken } from './token-life.ts'
import type { AccountTokenDeps } from './account-token-types.ts'

/** Keeps trying until what is held here and what the keychain holds are the same. */
export interface KeychainSync {
  /** Reads what is not known yet, or stores what is not stored yet; joins a try under way. Never rejects. */
  tryNow(): Promise<void>
  /** Milliseconds until the next try is due; null when none is, or one is under way. */
  waitMs(): number | null
  /** Remembers how the last write went. */
  note(): void
  /** Resolves when no try is under way. */
  whenIdle(): Promise<void>
}

export function createKeychainSync(
  deps: AccountTokenDeps,
  holder: SecretHolder,
  state: AccountTokenState,
  changed: () => void,
): KeychainSync {
  const { clock, entropy } = deps
  let underWay: Promise<void> | null = null

  const note = (): void => {
    noteKeychain(state, holder.unsavedBecause(), clock.now(), entropy.random())
    if ((holder.current()?.tokenSet ?? null) === null && state.problem.kind === 'none') {
      const reason = deps.account().hasToken ? 'tokenMissing' : 'notSignedIn'
      state.problem = { kind: 'signInNeeded', reason }
    }
  }

  const takeStored = (): void => {
    note()
    const set = holder.current()?.tokenSet ?? null
    if (set === null) return
    const now = clock.now()
    beginLife(state, lifeOfStoredToken(set, now), entropy.random())
    const { attempt } = deps.account()
    const sentBefore =
      set.refreshToken !== null && attempt?.refreshTokenHash === entropy.hash(set.refreshToken)
    if (sentBefore) state.uncertainSince = { wallMs: attempt.atMs, monotonicMs: now.monotonicMs }
  }

  const load = async (): Promise<void> => {
    try {
      if (await holder.load()) takeStored()
    } catch (error) {
      const code = toErrorCode(error)
      deps.log.warn('the keychain could not be read', { account: deps.account().name, code })
      noteKeychain(state, code === 'internal' ? 'keychainFailed' : code, clock.now(), entropy.random())
    }
  }

  const save = async (): Promise<void> => {
    await holder.saveAgain()
    note()
  }

  return {
    note,
    tryNow: () => {
      underWay ??= (holder.current() === null ? load() : save()).finally(() => {
        underWay = null
        changed()
      })
      return underWay
    },
    waitMs: () =>
      underWay === null && state.storing !== null ? waitLeftMs(state.storing, clock.now()) : null,
    whenIdle: async () => {
      await underWay
    },
  }
}
