import { AppError } from '../../shared/error-codes.ts'
import type { Clock } from '../clock.ts'
import type { PendingSignIn, PendingSignIns } from '../ports.ts'
import {
  manualTimeLimitMs,
  parseRedirect,
  type ManualSurface,
  type Redirect,
} from '../sign-in/manual-surface.ts'
import type { Roster } from './roster.ts'

export interface ManualSignInsDeps {
  readonly clock: Clock
  readonly roster: Roster
  readonly surface: ManualSurface
  readonly pendings: PendingSignIns
  /** Goes on with a sign-in that an earlier run began. */
  resume(accountId: string, pending: PendingSignIn, redirectedTo: string): void
}

/**
 * Ends a manual sign-in, of this run or an earlier one, with the URL redirected to or the code in it; of any account
 * when none is named. Resolves with the account's id as soon as it goes on. Rejects with `wrongState`,
 * `signInNotBegun`, `invalidInput` or a `keychain…` error; then the sign-in still waits.
 */
export type FinishSignIn = (redirectedTo: string, accountId: string | null) => Promise<string>

export function createManualSignIns(deps: ManualSignInsDeps): FinishSignIn {
  const { clock, roster, surface, pendings } = deps

  /** The sign-ins of earlier runs that this redirect may end. */
  const begunEarlier = async (redirect: Redirect, accountId: string | null) => {
    const ids = accountId === null ? roster.all().map(({ id }) => id) : [accountId]
    const found = await Promise.all(ids.map(async (id) => ({ id, pending: await pendings.read(id) })))
    return found.flatMap(({ id, pending }) => {
      if (pending === null || (redirect.state ?? pending.state) !== pending.state) return []
      return clock.now().wallMs - pending.begunAtMs > manualTimeLimitMs ? [] : [{ id, pending }]
    })
  }

  return async (text, accountId) => {
    const redirect = parseRedirect(text)
    const [here, ...others] = [...surface.waiting()].filter(
      ([state, id]) => (redirect.state ?? state) === state && (accountId ?? id) === id,
    )
    if (here !== undefined && others.length === 0) {
      const [state, id] = here
      surface.arrive(id, redirect.urlFor(roster.get(id), state))
      return id
    }
    const [earlier, ...more] = await begunEarlier(redirect, accountId)
    if (earlier === undefined || more.length > 0 || others.length > 0) {
      const isOfAnother = redirect.state !== null && surface.waiting().size > 0
      throw new AppError(isOfAnother ? 'wrongState' : 'signInNotBegun')
    }
    const { id, pending } = earlier
    deps.resume(id, pending, redirect.urlFor(roster.get(id), pending.state))
    return id
  }
}
