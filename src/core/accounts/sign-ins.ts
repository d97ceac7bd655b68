import { kindTraits } from '../../shared/account-kinds.ts'
import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { Person, SignInQuestion } from '../../shared/snapshot.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import type { History } from './history.ts'
import type { AccountApi, AccountRecord, Log, OAuthClient, PendingSignIns, SignInSurface } from '../ports.ts'
import { loadProfile } from './profile.ts'
import { createManualSurface } from '../sign-in/manual-surface.ts'
import { beginSignIn, type SignIn, type SignInOptions, type SurfaceName } from '../sign-in/sign-in.ts'
import type { AccountTokens } from './account-tokens.ts'
import { createManualSignIns, type FinishSignIn } from './manual-sign-ins.ts'
import type { AccountStore } from './account-store.ts'
import { createRegistrations, type RegistrationDeps } from './registrations.ts'
import type { Turns } from './turns.ts'

export interface SignInsDeps {
  readonly clock: Clock
  readonly oauth: OAuthClient
  readonly api: AccountApi
  readonly history: History
  readonly store: AppStore
  readonly log: Log
  /** Manual sign-ins need none of them. */
  readonly surfaces: Readonly<Partial<Record<Exclude<SurfaceName, 'manual'>, SignInSurface>>>
  readonly pendings: PendingSignIns
}

interface Running {
  readonly surface: SurfaceName
  readonly signIn: SignIn
}

/** The running sign-ins, at most one per account. */
export interface SignIns {
  /**
   * Signs in, on the given surface or the one from the settings. Replaces a sign-in running on another surface.
   * Resolves once the new token is stored. Rejects with an `AppError`; then nothing has changed.
   */
  signIn(id: string, surface: SurfaceName | null, show?: (url: string) => void): Promise<void>
  /** Begins what `signIn` does, and leaves it to the state to tell how it ends. Throws an `AppError` if it can't begin. */
  startSignIn(id: string, surface: SurfaceName | null): void
  readonly finishSignIn: FinishSignIn
  /**
   * Resolves with null once the account's sign-in has succeeded, or with the question it is waiting for. Rejects as
   * `signIn` does, and with `signInNotBegun` if this run started no sign-in.
   */
  awaitSignIn(id: string): Promise<SignInQuestion | null>
  answerSignIn(id: string, proceed: boolean): void
  /** Also cancels a manual sign-in from an earlier run. */
  cancelSignIn(id: string): void
  /**
   * Cancels the account's sign-in, then does the work in a turn of the account. A sign-in that is started in the meantime
   * waits for it. Settles as the work does.
   */
  endFor(id: string, work: () => Promise<void>): Promise<void>
  cancelAll(): void
}

/** Throws `invalidInput` for an account that nobody signs in to. */
export function assertSignsIn({ kind }: AccountRecord): void {
  if (kindTraits[kind].signsIn) return
  throw new AppError(
    'invalidInput',
    'This is a service account: nobody signs in, because its client ID and client secret are enough to get tokens. To delete the client secret from this computer, remove the account.',
  )
}

/** Creates the sign-ins of all accounts. */
export function createSignIns(
  deps: SignInsDeps & Pick<RegistrationDeps, 'registerAgain'>,
  accountStore: AccountStore,
  accountTokens: AccountTokens,
  turns: Turns,
): SignIns {
  const { clock, store, history, log } = deps
  const running = new Map<string, Running>()
  /** Accounts whose sign-in is being ended, by their id; each promise settles when that is done. */
  const endings = new Map<string, Promise<unknown>>()
  /** Accounts whose last sign-in in this run succeeded. */
  const succeeded = new Set<string>()

  const questionFor = (id: string, person: Person | null, isDoubtful: boolean): SignInQuestion | null => {
    const { person: before, clientId } = accountStore.get(id)
    if (person === null) return isDoubtful ? { kind: 'isItYou', person: null } : null
    if (before !== null && before.accountId !== person.accountId) {
      return { kind: 'otherPerson', before: before.name, now: person.name }
    }
    const duplicate = accountStore
      .all()
      .find(
        (other) =>
          other.id !== id && other.clientId === clientId && other.person?.accountId === person.accountId,
      )
    if (duplicate !== undefined) {
      return { kind: 'samePersonTwice', accountName: duplicate.name, person: person.name }
    }
    return isDoubtful && before === null ? { kind: 'isItYou', person: person.name } : null
  }

  const registrations = createRegistrations({ ...deps, accountStore })
  const manual = createManualSurface()

  const getSurface = (name: SurfaceName): SignInSurface => {
    const surface = name === 'manual' ? manual : deps.surfaces[name]
    if (surface === undefined) throw new AppError('surfaceMissing')
    return surface
  }

  const begin = (id: string, options: SignInOptions): SignIn => {
    // looked up before this sign-in clears it
    const isInDoubt = registrations.mayBeForgotten(id)
    return beginSignIn(
      {
        clock,
        oauth: deps.oauth,
        surface: getSurface(options.surface),
        pendings: deps.pendings,
        clientSecret: () => accountTokens.get(id).clientSecret(),
        register: () => registrations.registerIfNeeded(id, isInDoubt),
        account: accountStore.get(id),
        loadProfile: (accessToken) => loadProfile(deps.api, accountStore.get(id), accessToken),
        questionFor: (person, isDoubtful) => questionFor(id, person, isDoubtful),
        moved: (to) => store.dispatch({ type: 'signInMoved', id, to }),
        setTokens: (secret, sentAt, profile, client) =>
          turns.take(id, async () => {
            const accountToken = accountTokens.get(id)
            // the user may have saved another one in the meantime
            const saved = client === null ? accountToken.clientSecret() : client.clientSecret
            const clientSecret = await Promise.resolve(saved).catch(() => secret.clientSecret)
            if (client !== null) {
              const { clientId, tokenAuth, registration } = client
              accountStore.update(id, { clientId, tokenAuth, registration })
            }
            await accountToken.setTokens({ ...secret, clientSecret }, sentAt)
            accountStore.update(id, { person: profile?.person ?? null, sites: profile?.sites ?? [] })
            history.add(id, {
              kind: 'signedIn',
              atMs: clock.now().wallMs,
              person: profile?.person?.name ?? null,
            })
          }),
      },
      options,
    )
  }

  /** Removes a sign-in left by an earlier run. Ignores errors: without a keychain there is none. */
  const removePending = (id: string): Promise<void> => deps.pendings.remove(id).catch(() => undefined)

  const cancelSignIn = (id: string): void => {
    const current = running.get(id)
    if (current === undefined) void removePending(id)
    else current.signIn.cancel()
  }

  const end = (id: string, surface: SurfaceName, error: unknown): void => {
    // removed in the meantime: nothing of it must stay
    if (accountTokens.find(id) === null) return store.dispatch({ type: 'signInEnded', id, error: null })
    const code = error === null ? null : toErrorCode(error)
    const detail = error instanceof AppError ? error.detail : null
    if (code === null) log.info('signed in', { account: accountStore.get(id).name, surface })
    else {
      log.warn('sign-in failed', { account: id, surface, code, detail: String(error) })
      const words = detail === null ? {} : { detail }
      history.add(id, { kind: 'signInFailed', atMs: clock.now().wallMs, code, ...words })
    }
    store.dispatch({ type: 'signInEnded', id, error: code === null ? null : { code, detail } })
  }

  const run = (id: string, options: SignInOptions): Promise<void> => {
    const before = running.get(id)?.signIn
    before?.cancel()
    // it must first close its page and port, and remove its keychain item
    const over = [before?.done.catch(() => undefined), endings.get(id)].filter((one) => one !== undefined)
    const after = over.length === 0 ? undefined : Promise.all(over)
    const current: Running = {
      surface: options.surface,
      signIn: begin(id, after === undefined ? options : { ...options, after }),
    }
    running.set(id, current)
    succeeded.delete(id)
    return untilEnd(id, current)
  }

  const untilEnd = async (id: string, current: Running): Promise<void> => {
    const { surface } = current
    // a replaced sign-in ends silently
    const isCurrent = () => running.get(id) === current && running.delete(id)
    try {
      await current.signIn.done
      if (!isCurrent()) return
      succeeded.add(id)
      end(id, surface, null)
    } catch (error) {
      if (isCurrent()) end(id, surface, error)
      throw error
    }
  }

  /** Throws if the sign-in can't begin; else returns what settles as it ends. */
  const begun = (id: string, requested: SurfaceName | null, show?: (url: string) => void): Promise<void> => {
    assertSignsIn(accountStore.get(id))
    const surface = requested ?? store.state().settings.signInSurface
    // a page shown elsewhere may be lost, so that sign-in may be started again
    if (running.get(id)?.surface === surface && show === undefined) throw new AppError('signInRunning')
    return run(id, { surface, show: show ?? null })
  }

  const getQuestion = (id: string): SignInQuestion | null => store.state().signIns[id]?.question ?? null

  const awaitQuestion = (id: string): { asked: Promise<SignInQuestion>; stop(): void } => {
    let stop = (): void => undefined
    const asked = new Promise<SignInQuestion>((resolve) => {
      const check = () => {
        const question = getQuestion(id)
        if (question !== null) resolve(question)
      }
      stop = store.subscribe(check)
      check()
    })
    return { asked, stop }
  }

  const awaitSignIn = async (id: string): Promise<SignInQuestion | null> => {
    for (;;) {
      const current = running.get(id)
      if (current === undefined) break
      const { asked, stop } = awaitQuestion(id)
      const over = current.signIn.done.then(
        () => null,
        (error: unknown) => {
          const next = running.get(id)
          // replaced by another surface: wait for that one
          if (next === undefined || next === current) throw error
          return 'replaced' as const
        },
      )
      const end = await Promise.race([over, asked]).finally(stop)
      if (end !== 'replaced') return end
    }
    const error = store.state().signInErrors[id]
    if (error !== undefined) throw new AppError(error.code, error.detail ?? undefined)
    if (!succeeded.has(id)) throw new AppError('signInNotBegun')
    return null
  }

  return {
    signIn: async (id, surface, show) => begun(id, surface, show),
    startSignIn: (id, surface) => void begun(id, surface).catch(() => undefined),
    finishSignIn: createManualSignIns({
      clock,
      accountStore,
      surface: manual,
      pendings: deps.pendings,
      isUnderWay: (id) => running.get(id)?.surface === 'manual',
      // the state shows how it ends
      resume: (id, pending, redirectedTo) =>
        void run(id, { surface: 'manual', show: null, resumed: { pending, redirectedTo } }).catch(
          () => undefined,
        ),
    }),
    awaitSignIn,
    cancelSignIn,
    endFor: (id, work) => {
      const current = running.get(id)?.signIn
      const end = async (): Promise<void> => {
        current?.cancel()
        await current?.done.catch(() => undefined)
        await removePending(id)
        succeeded.delete(id)
        await turns.take(id, work)
      }
      const ended = end()
      const over = Promise.all([endings.get(id), ended.catch(() => undefined)]).finally(() => {
        if (endings.get(id) === over) endings.delete(id)
      })
      endings.set(id, over)
      return ended
    },
    answerSignIn: (id, proceed) => running.get(id)?.signIn.answer(proceed),
    cancelAll: () => running.forEach(({ signIn: one }) => one.cancel('closing')),
  }
}
