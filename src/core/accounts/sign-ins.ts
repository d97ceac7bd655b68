import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { Person, SignInQuestion } from '../../shared/snapshot.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import type { History } from './history.ts'
import type { AccountApi, Log, OAuthClient, PendingSignIns, SignInSurface } from '../ports.ts'
import { loadProfile } from './profile.ts'
import { createManualSurface } from '../sign-in/manual-surface.ts'
import { beginSignIn, type SignIn, type SignInOptions, type SurfaceName } from '../sign-in/sign-in.ts'
import type { AccountTokens } from './account-tokens.ts'
import { createManualSignIns, type FinishSignIn } from './manual-sign-ins.ts'
import type { AccountStore } from './account-store.ts'

export interface SignInsDeps {
  readonly clock: Clock
  readonly oauth: OAuthClient
  readonly api: AccountApi
  readonly history: History
  readonly store: AppStore
  readonly log: Log
  /** Manual sign-ins need none of these. */
  readonly surfaces: Readonly<Partial<Record<Exclude<SurfaceName, 'manual'>, SignInSurface>>>
  readonly pendings: PendingSignIns
}

interface Running {
  readonly surface: SurfaceName
  readonly signIn: SignIn
}

/** The sign-ins under way, one per account at most. */
export interface SignIns {
  /**
   * Signs in, on the surface of the settings unless one is named; another surface takes over from one under way.
   * Resolves when the new sign-in is in place. Rejects with an `AppError`; then nothing has changed.
   */
  signIn(id: string, surface: SurfaceName | null, show?: (url: string) => void): Promise<void>
  readonly finishSignIn: FinishSignIn
  /**
   * Resolves when the sign-in of the account is in place, or when it waits for an answer: with the question. Rejects as
   * `signIn`, and with `signInNotBegun` when this run began none.
   */
  awaitSignIn(id: string): Promise<SignInQuestion | null>
  answerSignIn(id: string, proceed: boolean): void
  /** Also a manual one of an earlier run. */
  cancelSignIn(id: string): void
  /** Cancels, and resolves when nothing is under way or waits any more. */
  endSignIn(id: string): Promise<void>
  cancelAll(): void
}

export function createSignIns(
  deps: SignInsDeps,
  accountStore: AccountStore,
  accountTokens: AccountTokens,
): SignIns {
  const { clock, store, history, log } = deps
  const running = new Map<string, Running>()
  /** Whose last sign-in of this run worked out. */
  const succeeded = new Set<string>()

  const questionFor = (id: string, person: Person): SignInQuestion | null => {
    const { person: before, clientId } = accountStore.get(id)
    if (before !== null && before.accountId !== person.accountId) {
      return { kind: 'otherPerson', before: before.name, now: person.name }
    }
    const twin = accountStore
      .all()
      .find(
        (other) =>
          other.id !== id && other.clientId === clientId && other.person?.accountId === person.accountId,
      )
    return twin === undefined
      ? null
      : { kind: 'samePersonTwice', accountName: twin.name, person: person.name }
  }

  const manual = createManualSurface()

  const surfaceNamed = (name: SurfaceName): SignInSurface => {
    const surface = name === 'manual' ? manual : deps.surfaces[name]
    if (surface === undefined) throw new AppError('surfaceMissing')
    return surface
  }

  const begin = (id: string, options: SignInOptions): SignIn =>
    beginSignIn(
      {
        clock,
        oauth: deps.oauth,
        surface: surfaceNamed(options.surface),
        pendings: deps.pendings,
        clientSecret: () => accountTokens.get(id).clientSecret(),
        account: accountStore.get(id),
        loadProfile: (accessToken) => loadProfile(deps.api, accountStore.get(id), accessToken),
        questionFor: (person) => questionFor(id, person),
        moved: (to) => store.dispatch({ type: 'signInMoved', id, to }),
        setTokens: async (secret, sentAt, profile) => {
          await accountTokens.get(id).setTokens(secret, sentAt)
          accountStore.update(id, { person: profile?.person ?? null, sites: profile?.sites ?? [] })
          history.add(id, {
            kind: 'signedIn',
            atMs: clock.now().wallMs,
            person: profile?.person?.name ?? null,
          })
        },
      },
      options,
    )

  /** A sign-in that an earlier run left behind; without a keychain there is none. */
  const removePending = (id: string): Promise<void> => deps.pendings.remove(id).catch(() => undefined)

  const cancelSignIn = (id: string): void => {
    const mine = running.get(id)
    if (mine === undefined) void removePending(id)
    else mine.signIn.cancel()
  }

  const end = (id: string, surface: SurfaceName, error: unknown): void => {
    const code = error === null ? null : toErrorCode(error)
    if (code === null) log.info('signed in', { account: accountStore.get(id).name, surface })
    else {
      log.warn('sign-in failed', { account: id, surface, code, detail: String(error) })
      history.add(id, { kind: 'signInFailed', atMs: clock.now().wallMs, code })
    }
    store.dispatch({ type: 'signInEnded', id, error: code })
  }

  const run = async (id: string, options: SignInOptions): Promise<void> => {
    const { surface } = options
    const before = running.get(id)?.signIn
    before?.cancel()
    // its page, its port and what it keeps in the keychain must be gone first
    const after = before?.done.catch(() => undefined)
    const mine: Running = {
      surface,
      signIn: begin(id, after === undefined ? options : { ...options, after }),
    }
    running.set(id, mine)
    succeeded.delete(id)
    // one that another surface took over from ends without a word
    const isCurrent = () => running.get(id) === mine && running.delete(id)
    try {
      await mine.signIn.done
      if (!isCurrent()) return
      succeeded.add(id)
      end(id, surface, null)
    } catch (error) {
      if (isCurrent()) end(id, surface, error)
      throw error
    }
  }

  const signIn = async (
    id: string,
    wished: SurfaceName | null,
    show?: (url: string) => void,
  ): Promise<void> => {
    accountStore.get(id)
    const surface = wished ?? store.state().settings.signInSurface
    // a page that was shown elsewhere may be lost: that sign-in can be begun anew
    if (running.get(id)?.surface === surface && show === undefined) throw new AppError('signInRunning')
    await run(id, { surface, show: show ?? null })
  }

  const getQuestion = (id: string): SignInQuestion | null => store.state().signIns[id]?.question ?? null

  const awaitQuestion = (id: string): { asked: Promise<SignInQuestion>; stop(): void } => {
    let stop = (): void => undefined
    const asked = new Promise<SignInQuestion>((resolve) => {
      const look = () => {
        const question = getQuestion(id)
        if (question !== null) resolve(question)
      }
      stop = store.subscribe(look)
      look()
    })
    return { asked, stop }
  }

  const awaitSignIn = async (id: string): Promise<SignInQuestion | null> => {
    for (;;) {
      const mine = running.get(id)
      if (mine === undefined) break
      const { asked, stop } = awaitQuestion(id)
      const over = mine.signIn.done.then(
        () => null,
        (error: unknown) => {
          const next = running.get(id)
          // another surface has taken over: wait for that one
          if (next === undefined || next === mine) throw error
          return 'replaced' as const
        },
      )
      const end = await Promise.race([over, asked]).finally(stop)
      if (end !== 'replaced') return end
    }
    const error = store.state().signInErrors[id]
    if (error !== undefined) throw new AppError(error)
    if (!succeeded.has(id)) throw new AppError('signInNotBegun')
    return null
  }

  return {
    signIn,
    finishSignIn: createManualSignIns({
      clock,
      accountStore,
      surface: manual,
      pendings: deps.pendings,
      isUnderWay: (id) => running.get(id)?.surface === 'manual',
      // how it ends is told by the state
      resume: (id, pending, redirectedTo) =>
        void run(id, { surface: 'manual', show: null, resumed: { pending, redirectedTo } }).catch(
          () => undefined,
        ),
    }),
    awaitSignIn,
    cancelSignIn,
    endSignIn: async (id) => {
      const mine = running.get(id)?.signIn
      mine?.cancel()
      await mine?.done.catch(() => undefined)
      await removePending(id)
      succeeded.delete(id)
    },
    answerSignIn: (id, proceed) => running.get(id)?.signIn.answer(proceed),
    cancelAll: () => running.forEach(({ signIn: one }) => one.cancel('closing')),
  }
}
