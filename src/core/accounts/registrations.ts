import { toErrorCode } from '../../shared/error-codes.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import type { AccountRecord, Log, RegisteredClient } from '../ports.ts'
import type { AccountStore } from './account-store.ts'
import type { History } from './history.ts'

export interface RegistrationDeps {
  readonly clock: Clock
  readonly store: AppStore
  readonly history: History
  readonly log: Log
  readonly accountStore: AccountStore
  /** See `AccountSettingsResolver`. */
  registerAgain(record: AccountRecord): Promise<RegisteredClient | null>
}

/** Whether a sign-in needs a new client, for accounts where the app registered itself. */
export interface Registrations {
  /** Whether the server may have forgotten the client: a problem or a failed sign-in may mean that, or a sign-out since. */
  mayBeForgotten(id: string): boolean
  /** The client for a sign-in, if the app has to register again; null: the account's own. Never rejects. */
  registerIfNeeded(id: string, isInDoubt: boolean): Promise<RegisteredClient | null>
}

/** A secret that expires sooner than this is replaced. */
const minSecretLifetimeMs = 24 * 60 * 60_000

/** Whether what the app registered still fits what the sign-in will ask for. */
function isRegistrationUsable({ registration, scopes, redirectUri }: AccountRecord, nowMs: number): boolean {
  if (registration === null) return true
  const { secretExpiresAtMs } = registration
  const isExpiring = secretExpiresAtMs !== null && secretExpiresAtMs - nowMs < minSecretLifetimeMs
  const covers = scopes.every((scope) => registration.scopes.includes(scope))
  return !isExpiring && covers && redirectUri === registration.redirectUri
}

/** Creates them for all accounts. */
export function createRegistrations({
  clock,
  store,
  history,
  log,
  accountStore,
  registerAgain,
}: RegistrationDeps): Registrations {
  /** A problem or a failed sign-in may mean that the server has forgotten the client, and so may a long time. */
  const mayBeForgotten = (id: string): boolean => {
    const { facts, signInErrors } = store.state()
    const problem = facts[id]?.problem ?? { kind: 'none' }
    if (signInErrors[id] !== undefined || problem.kind === 'misconfigured') return true
    if (problem.kind !== 'signInNeeded') return false
    return problem.reason !== 'notSignedIn' || history.get(id).at(-1)?.kind === 'signedOut'
  }

  /** The client for a sign-in, if the app has to register again; null: the account's own. */
  const registerIfNeeded = async (id: string, isInDoubt: boolean): Promise<RegisteredClient | null> => {
    const record = accountStore.get(id)
    if (record.registration === null || (isRegistrationUsable(record, clock.now().wallMs) && !isInDoubt))
      return null
    try {
      return await registerAgain(record)
    } catch (error) {
      // the old one may still do, and otherwise its error says more
      log.warn('could not register again', { account: record.name, code: toErrorCode(error) })
      return null
    }
  }

  return { mayBeForgotten, registerIfNeeded }
}
