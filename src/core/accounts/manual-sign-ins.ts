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
  /** Whether this process is running a manual sign-in for the account, whatever its step. */
  isUnderWay(accountId: string): boolean
  /** Continues a sign-in that an earlier run started. */
  resume(accountId: string, pending: PendingSignIn, redirectedTo: string): void
}

/**
 * Finishes a manual sign-in, started by this run or an earlier one, with the redirect URL or just the code in it.
 * Without an account id it finds the account itself. Resolves with the account's id once the sign-in continues. Rejects
 * with `wrongState`, `signInNotBegun`, `invalidInput`, or a `keychain…` error; then the sign-in keeps waiting.
 */
export type FinishSignIn = (redirectedTo: string, accountId: string | null) => Promise<string>

/** A manual sign-in that a redirect may finish. */
interface Candidate {
  readonly id: string
  readonly state: string
  proceed(redirectedTo: string): void
}

/** Creates the function that finishes manual sign-ins. */
export function createManualSignIns(deps: ManualSignInsDeps): FinishSignIn {
  const { clock, accountStore, surface, pendings } = deps

  const listWaiting = (): Candidate[] =>
    [...surface.waiting()].map(([state, id]) => ({ id, state, proceed: (url) => surface.arrive(id, url) }))

  const readStored = async (ids: readonly string[]): Promise<Candidate[]> => {
    const found = await Promise.all(ids.map(async (id) => ({ id, pending: await pendings.read(id) })))
    return found.flatMap(({ id, pending }) => {
      if (pending === null || clock.now().wallMs - pending.begunAtMs > manualTimeoutMs) return []
      const proceed = (url: string) => {
        // given the same redirect twice: the first one is already being handled
        if (!deps.isUnderWay(id)) deps.resume(id, pending, url)
      }
      return [{ id, state: pending.state, proceed }]
    })
  }

  /** All sign-ins that are waiting; reads the keychain only if needed. */
  const findCandidates = async (redirect: Redirect, accountId: string | null): Promise<Candidate[]> => {
    const here = listWaiting().filter(({ id }) => (accountId ?? id) === id)
    const match = here.find(({ state }) => state === redirect.state)
    if (match !== undefined || (accountId !== null && here.length > 0)) return here
    const ids = accountStore.all().map(({ id }) => id)
    const others = ids.filter((id) => (accountId ?? id) === id && here.every((one) => one.id !== id))
    return [...here, ...(await readStored(others))]
  }

  return async (text, accountId) => {
    const redirect = parseRedirect(text)
    const all = await findCandidates(redirect, accountId)
    const [match, ...more] = all.filter(({ state }) => (redirect.state ?? state) === state)
    if (match === undefined) throw new AppError(all.length === 0 ? 'signInNotBegun' : 'wrongState')
    if (more.length > 0)
      throw new AppError(
        'invalidInput',
        'Several manual sign-ins are waiting, and a code alone does not say which one it belongs to. Give the whole URL, or name the account.',
      )
    match.proceed(redirect.urlFor(accountStore.get(match.id), match.state))
    return match.id
  }
}
