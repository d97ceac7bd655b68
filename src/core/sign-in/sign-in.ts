import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { Person, SignInQuestion } from '../../shared/snapshot.ts'
import type { SignInActivity } from '../state/app-state.ts'
import type { Clock, Moment } from '../clock.ts'
import type {
  AccountRecord,
  OAuthClient,
  PendingSignIn,
  PendingSignIns,
  RegisteredClient,
  SignInOutcome,
  SignInSurface,
} from '../ports.ts'
import type { Profile } from '../accounts/profile.ts'
import { toTokenSet, type AccountSecret } from '../token/token-set.ts'
import { manualTimeoutMs } from './manual-surface.ts'

/** Atlassian's pages expire earlier than this. */
const signInTimeoutMs = 5 * 60_000

export type SurfaceName = SignInActivity['surface']

export interface SignInDeps {
  readonly clock: Clock
  readonly oauth: OAuthClient
  readonly surface: SignInSurface
  readonly pendings: PendingSignIns
  readonly account: AccountRecord
  /** A new client for this sign-in; null: the account's own. */
  register(): Promise<RegisteredClient | null>
  /** null if this account needs none. */
  clientSecret(): Promise<string | null>
  /** Loads who the token belongs to. Rejects if that can't be determined. */
  loadProfile(accessToken: string): Promise<Profile>
  /**
   * The question to ask before this person's sign-in replaces the current one; null if none is needed. `isDoubtful`: someone
   * else may have signed in.
   */
  questionFor(person: Person | null, isDoubtful: boolean): SignInQuestion | null
  moved(to: SignInActivity): void
  /** Stores the tokens, together with the client that they were issued to. */
  setTokens(
    secret: AccountSecret,
    sentAt: Moment,
    profile: Profile | null,
    client: RegisteredClient | null,
  ): Promise<void>
}

/** One sign-in, from the first page to the stored token. */
export interface SignIn {
  /** Resolves once the new token is stored. Rejects with an `AppError`; then nothing has changed. */
  readonly done: Promise<void>
  /** Answers the question it asked. With false, `done` rejects with `otherPersonDeclined`. */
  answer(proceed: boolean): void
  cancel(because?: ErrorCode): void
}

export interface SignInOptions {
  readonly surface: SurfaceName
  /** See `SignInPage.show`. */
  readonly show: ((url: string) => void) | null
  /** A manual sign-in started earlier, and the redirect URL. */
  readonly resumed?: { readonly pending: PendingSignIn; readonly redirectedTo: string }
  /** Settles once the sign-in that this one replaces has ended. */
  readonly after?: Promise<unknown>
}

function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError(toErrorCode(error), undefined, { cause: error })
}

/** Starts a sign-in: waits for the page, exchanges the code, asks the user if needed, and stores the token. */
export function beginSignIn(deps: SignInDeps, { surface, show, resumed, after }: SignInOptions): SignIn {
  const { clock, oauth } = deps
  const abort = new AbortController()
  let answer: (proceed: boolean) => void = () => undefined
  let state: string | null = null
  let isDoubtful = false
  let tell: (outcome: SignInOutcome) => void = () => undefined
  const outcome = new Promise<SignInOutcome>((resolve) => (tell = resolve))
  let activity: SignInActivity = {
    kind: 'signingIn',
    surface,
    step: 'waiting',
    question: null,
    browserAdvised: false,
    pageUrl: null,
    isUnopened: false,
    strayError: null,
  }

  const move = (change: Partial<SignInActivity>): void => {
    // a page may still call back after the end
    if (abort.signal.aborted) return
    activity = { ...activity, ...change }
    deps.moved(activity)
  }

  const cancel = (because: ErrorCode = 'signInCancelled'): void => abort.abort(new AppError(because))

  const unlessCancelled = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      work.then(resolve, reject)
      if (abort.signal.aborted) reject(abort.signal.reason)
      else abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true })
    })

  const confirm = async (profile: Profile | null): Promise<void> => {
    const question = deps.questionFor(profile?.person ?? null, isDoubtful)
    if (question === null) return
    const answered = new Promise<boolean>((resolve) => (answer = resolve))
    move({ step: 'confirming', question })
    tell('asked')
    if (!(await unlessCancelled(answered))) throw new AppError('otherPersonDeclined')
    move({ step: 'exchanging' })
  }

  /** Removes the pending sign-in, unless it belongs to a newer one. */
  const removePending = async (): Promise<void> => {
    const { account, pendings } = deps
    if ((await pendings.read(account.id))?.state === state) await pendings.remove(account.id)
  }

  /** The redirect URL, with the state and code verifier it belongs to. */
  const redirect = async (
    account: AccountRecord,
    client: RegisteredClient | null,
  ): Promise<{ redirectedTo: string } & Pick<PendingSignIn, 'state' | 'codeVerifier'>> => {
    if (resumed !== undefined) {
      state = resumed.pending.state
      return { ...resumed.pending, redirectedTo: resumed.redirectedTo }
    }
    const request = await unlessCancelled(oauth.begin(account))
    state = request.state
    if (surface === 'manual') {
      const pending = {
        state: request.state,
        codeVerifier: request.codeVerifier,
        begunAtMs: clock.now().wallMs,
        client,
      }
      // without a keychain it can only be finished while this process runs
      await unlessCancelled(deps.pendings.write(account.id, pending).catch(() => undefined))
    }
    const advise = () => move({ browserAdvised: true })
    const doubt = () => void (isDoubtful = true)
    if (surface === 'browser') move({ pageUrl: request.url })
    const unopened = () => move({ isUnopened: true })
    const strayError = (error: string) => {
      // once the answer has come, it no longer matters
      if (activity.step === 'waiting') move({ strayError: error })
    }
    const page = { advise, doubt, unopened, strayError, outcome, show }
    const redirected = deps.surface.open(account, request.url, abort.signal, page)
    return { ...request, redirectedTo: await unlessCancelled(redirected) }
  }

  /** The account and client secret of this sign-in, and the client if it is a new one. */
  const prepare = async () => {
    const client = resumed === undefined ? await unlessCancelled(deps.register()) : resumed.pending.client
    if (client === null)
      return { client, account: deps.account, clientSecret: await unlessCancelled(deps.clientSecret()) }
    const { clientId, clientSecret, tokenAuth } = client
    return { client, account: { ...deps.account, clientId, tokenAuth }, clientSecret }
  }

  const run = async (): Promise<void> => {
    move({})
    const timeoutMs = surface === 'manual' ? manualTimeoutMs : signInTimeoutMs
    const cancelTimeout = clock.setTimer(timeoutMs, () => cancel('signInTimedOut'))
    try {
      if (after !== undefined) await unlessCancelled(after)
      const { client, account, clientSecret } = await prepare()
      const request = await redirect(account, client)
      const { redirectedTo } = request
      cancelTimeout()
      move({
        step: 'exchanging',
        browserAdvised: false,
        pageUrl: null,
        isUnopened: false,
        strayError: null,
      })
      const sentAt = clock.now()
      const exchange = await oauth.exchange(account, clientSecret, redirectedTo, request, abort.signal)
      abort.signal.throwIfAborted()
      if (exchange.kind === 'failed') throw new AppError(exchange.code, exchange.detail)
      const tokenSet = toTokenSet(exchange.grant, sentAt.wallMs, null, account.scopes)
      // a working token is fine even if we can't tell whose it is (missing scope, slow API)
      const profile = await unlessCancelled(deps.loadProfile(tokenSet.accessToken).catch(() => null))
      await confirm(profile)
      await deps.setTokens({ clientSecret, tokenSet }, sentAt, profile, client)
      tell('signedIn')
    } catch (error) {
      const failure = toAppError(error)
      tell(failure)
      throw failure
    } finally {
      cancelTimeout()
      const isKept = abort.signal.aborted && toErrorCode(abort.signal.reason) === 'closing'
      // closes the page if it is still open
      abort.abort(new AppError('signInCancelled'))
      if (surface === 'manual' && !isKept) await removePending().catch(() => undefined)
    }
  }

  return {
    done: run(),
    answer: (proceed) => {
      if (activity.question !== null) move({ question: null })
      answer(proceed)
    },
    cancel,
  }
}
