import { AppError, codeOf, type ErrorCode } from '../../shared/error-codes.ts'
import type { Person, SignInQuestion } from '../../shared/snapshot.ts'
import type { SignInActivity } from '../app-state.ts'
import type { Clock, Moment } from '../clock.ts'
import type { AccountRecord, OAuthClient, SignInSurface } from '../ports.ts'
import type { Profile } from '../profile.ts'
import { tokenSetFrom, type AccountSecret } from '../renewal/token-set.ts'

/** Atlassian's pages give up earlier; nobody comes back to a sign-in after this. */
const signInTimeLimitMs = 5 * 60_000

export type SurfaceName = SignInActivity['surface']

export interface SignInDeps {
  readonly clock: Clock
  readonly oauth: OAuthClient
  readonly surfaces: Readonly<Record<SurfaceName, SignInSurface>>
  readonly account: AccountRecord
  clientSecret(): Promise<string>
  /** Whose token this is; rejects when that can't be found out. */
  loadProfile(accessToken: string): Promise<Profile>
  /** What must be asked before this person's sign-in replaces what is there; null when nothing. */
  questionFor(person: Person): SignInQuestion | null
  moved(to: SignInActivity): void
  adopt(secret: AccountSecret, sentAt: Moment, profile: Profile | null): Promise<void>
}

/** One sign-in, from the first page to the stored token. */
export interface SignIn {
  /** Resolves when the new sign-in is in place. Rejects with an `AppError`; then nothing has changed. */
  readonly done: Promise<void>
  answer(proceed: boolean): void
  cancel(because?: ErrorCode): void
}

/** Begins a sign-in: waiting for the page, exchanging the code, perhaps asking, done. */
export function beginSignIn(deps: SignInDeps, surface: SurfaceName): SignIn {
  const { clock, oauth } = deps
  const abort = new AbortController()
  let answer: (proceed: boolean) => void = () => undefined
  let activity: SignInActivity = {
    kind: 'signingIn',
    surface,
    step: 'waiting',
    question: null,
    browserAdvised: false,
  }

  const move = (change: Partial<SignInActivity>): void => {
    // a page may still call back when all is over
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
    const question = profile === null ? null : deps.questionFor(profile.person)
    if (question === null) return
    const answered = new Promise<boolean>((resolve) => (answer = resolve))
    move({ step: 'confirming', question })
    if (!(await unlessCancelled(answered))) throw new AppError('otherPersonDeclined')
    move({ step: 'exchanging', question: null })
  }

  const run = async (): Promise<void> => {
    const { account } = deps
    move({})
    const stopClock = clock.setTimer(signInTimeLimitMs, () => cancel('signInTimedOut'))
    try {
      const clientSecret = await unlessCancelled(deps.clientSecret())
      const request = await unlessCancelled(oauth.begin(account))
      const page = deps.surfaces[surface].open(account, request.url, abort.signal, () =>
        move({ browserAdvised: true }),
      )
      const redirectedTo = await unlessCancelled(page)
      stopClock()
      move({ step: 'exchanging', browserAdvised: false })
      const sentAt = clock.now()
      const outcome = await oauth.exchange(account, clientSecret, redirectedTo, request, abort.signal)
      abort.signal.throwIfAborted()
      if (outcome.kind === 'failed') throw new AppError(outcome.code)
      const tokenSet = tokenSetFrom(outcome.grant, sentAt.wallMs, null, account.scopes)
      // a token that works but can't say whose it is (no such scope, a slow API) is still a token
      const profile = await unlessCancelled(deps.loadProfile(tokenSet.accessToken).catch(() => null))
      await confirm(profile)
      await deps.adopt({ clientSecret, tokenSet }, sentAt, profile)
    } finally {
      stopClock()
      // closes the page, if it is still there
      abort.abort(new AppError('signInCancelled'))
    }
  }

  const done = run().catch((error: unknown) => {
    throw error instanceof AppError ? error : new AppError(codeOf(error), undefined, { cause: error })
  })
  return { done, answer: (proceed) => answer(proceed), cancel }
}
