import { AppError } from '../../shared/error-codes.ts'
import type { Clock } from '../clock.ts'
import type { PendingSignIn, PendingSignIns } from '../ports.ts'
import {
  manualTimeoutMs,
  parseRedirect,
  type ManualSurface,
  type Redirect,
} from '../sign-in/manual-surface.ts'
import type { AccountStore } from './account-store.ts'

export interface ManualSignInsDeps {
  readonly clock: Clock
  readonly accountStore: AccountStore
  readonly surface: ManualSurface
  readonly pendings: PendingSignIns
  /** Whether a manual sign-in of the account is under way here, waiting or past that. */
  isUnderWay(accountId: string): boolean
  /** Goes on with a sign-in that an earlier run began. */
  resume(accountId: string, pending: PendingSignIn, redirectedTo: string): void
}

/**
 * Ends a manual sign-in, of this run or an earlier one, with the URL redirected to or the code in it; of any account
 * when none is named. Resolves with the account's id as soon as it goes on. Rejects with `wrongState`,
 * `signInNotBegun`, `invalidInput` or a `keychain…` error; then the sign-in still waits.
 */
export type FinishSignIn = (redirectedTo: string, accountId: string | null) => Promise<string>

/** A manual sign-in that a redirect may end. */
interface Candidate {
  readonly id: string
  readonly state: string
  goOn(redirectedTo: string): void
}

export function createManualSignIns(deps: ManualSignInsDeps): FinishSignIn {
  const { clock, accountStore, surface, pendings } = deps

  const waitingHere = (): Candidate[] =>
    [...surface.waiting()].map(([state, id]) => ({ id, state, goOn: (url) => surface.arrive(id, url) }))

  const begunEarlier = async (ids: readonly string[]): Promise<Candidate[]> => {
    const found = await Promise.all(ids.map(async (id) => ({ id, pending: await pendings.read(id) })))
    return found.flatMap(({ id, pending }) => {
      if (pending === null || clock.now().wallMs - pending.begunAtMs > manualTimeoutMs) return []
      const goOn = (url: string) => {
        // the same redirect twice: the first one is on its way
        if (!deps.isUnderWay(id)) deps.resume(id, pending, url)
      }
      return [{ id, state: pending.state, goOn }]
    })
  }

  /** All that wait, without asking the keychain where that is not needed. */
  const candidates = async (redirect: Redirect, accountId: string | null): Promise<Candidate[]> => {
    const here = waitingHere().filter(({ id }) => (accountId ?? id) === id)
    const match = here.find(({ state }) => state === redirect.state)
    if (match !== undefined || (accountId !== null && here.length > 0)) return here
    const ids = accountStore.all().map(({ id }) => id)
    const others = ids.filter((id) => (accountId ?? id) === id && here.every((one) => one.id !== id))
    return [...here, ...(await begunEarlier(others))]
  }

  return async (text, accountId) => {
    const redirect = parseRedirect(text)
    const all = await candidates(redirect, accountId)
    const [match, ...more] = all.filter(({ state }) => (redirect.state ?? state) === state)
    if (match === undefined) throw new AppError(all.length === 0 ? 'signInNotBegun' : 'wrongState')
    if (more.length > 0)
      throw new AppError(
        'invalidInput',
        'Several manual sign-ins wait, and a code does not say which one it is for. Give the whole URL, or name the account.',
      )
    match.goOn(redirect.urlFor(accountStore.get(match.id), match.state))
    return match.id
  }
}
