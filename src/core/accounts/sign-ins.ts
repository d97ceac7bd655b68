import { AppError, codeOf } from '../../shared/error-codes.ts'
import type { Person, SignInQuestion } from '../../shared/snapshot.ts'
import type { AppStore } from '../app-store.ts'
import type { Clock } from '../clock.ts'
import type { History } from '../history.ts'
import type { JiraApi, Log, OAuthClient, SignInSurface } from '../ports.ts'
import { loadProfile } from '../profile.ts'
import { beginSignIn, type SignIn, type SurfaceName } from '../sign-in/sign-in.ts'
import type { Keepers } from './keepers.ts'
import type { Roster } from './roster.ts'

export interface SignInsDeps {
  readonly clock: Clock
  readonly oauth: OAuthClient
  readonly jira: JiraApi
  readonly history: History
  readonly store: AppStore
  readonly log: Log
  readonly surfaces: Readonly<Record<SurfaceName, SignInSurface>>
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
  signIn(id: string, surface: SurfaceName | null): Promise<void>
  answerSignIn(id: string, proceed: boolean): void
  cancelSignIn(id: string): void
  /** Cancels, and resolves when nothing is under way any more. */
  endSignIn(id: string): Promise<void>
  cancelAll(): void
}

export function createSignIns(deps: SignInsDeps, roster: Roster, keepers: Keepers): SignIns {
  const { clock, store, history, log } = deps
  const running = new Map<string, Running>()

  const questionFor = (id: string, person: Person): SignInQuestion | null => {
    const { person: before, clientId } = roster.get(id)
    if (before !== null && before.accountId !== person.accountId) {
      return { kind: 'otherPerson', before: before.name, now: person.name }
    }
    const twin = roster
      .all()
      .find(
        (other) =>
          other.id !== id && other.clientId === clientId && other.person?.accountId === person.accountId,
      )
    return twin === undefined
      ? null
      : { kind: 'samePersonTwice', accountName: twin.name, person: person.name }
  }

  const begin = (id: string, surface: SurfaceName): SignIn =>
    beginSignIn(
      {
        clock,
        oauth: deps.oauth,
        surfaces: deps.surfaces,
        clientSecret: () => keepers.get(id).clientSecret(),
        account: roster.get(id),
        loadProfile: (accessToken) => loadProfile(deps.jira, roster.get(id), accessToken),
        questionFor: (person) => questionFor(id, person),
        moved: (to) => store.dispatch({ type: 'signInMoved', id, to }),
        adopt: async (secret, sentAt, profile) => {
          await keepers.get(id).adopt(secret, sentAt)
          roster.update(id, { person: profile?.person ?? null, sites: profile?.sites ?? [] })
          history.add(id, {
            kind: 'signedIn',
            atMs: clock.now().wallMs,
            person: profile?.person.name ?? null,
          })
        },
      },
      surface,
    )

  const cancelSignIn = (id: string): void => running.get(id)?.signIn.cancel()

  const end = (id: string, surface: SurfaceName, error: unknown): void => {
    const code = error === null ? null : codeOf(error)
    if (code === null) log.info('signed in', { account: roster.get(id).name, surface })
    else {
      log.warn('sign-in failed', { account: id, surface, code, detail: String(error) })
      history.add(id, { kind: 'signInFailed', atMs: clock.now().wallMs, code })
    }
    store.dispatch({ type: 'signInEnded', id, error: code })
  }

  const signIn = async (id: string, wished: SurfaceName | null): Promise<void> => {
    roster.get(id)
    const surface = wished ?? store.state().settings.signInSurface
    if (running.get(id)?.surface === surface) throw new AppError('signInRunning')
    cancelSignIn(id)
    const mine: Running = { surface, signIn: begin(id, surface) }
    running.set(id, mine)
    // one that another surface took over from ends without a word
    const isCurrent = () => running.get(id) === mine && running.delete(id)
    try {
      await mine.signIn.done
      if (isCurrent()) end(id, surface, null)
    } catch (error) {
      if (isCurrent()) end(id, surface, error)
      throw error
    }
  }

  return {
    signIn,
    cancelSignIn,
    endSignIn: async (id) => {
      cancelSignIn(id)
      await running.get(id)?.signIn.done.catch(() => undefined)
    },
    answerSignIn: (id, proceed) => running.get(id)?.signIn.answer(proceed),
    cancelAll: () => running.forEach(({ signIn: one }) => one.cancel('closing')),
  }
}
