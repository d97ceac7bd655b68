import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { Clock } from '../clock.ts'
import type { AccountApi, Entropy, Log, OAuthClient, SecretStore } from '../ports.ts'
import type { AppStore } from '../state/app-store.ts'
import type { AccountTokenEvent, AccountTokenFacts, AccountToken } from '../token/account-token-types.ts'
import { createAccountToken } from '../token/account-token.ts'
import type { AccountStore } from './account-store.ts'
import type { History } from './history.ts'
import { loadProfile } from './profile.ts'

/** What the user is notified of. */
export type Alert = 'signInNeeded' | 'expired' | 'expiresSoon' | 'notSaved'

/** The alerts that a change of facts calls for, each only when it begins. `before` is undefined for the first facts. */
export function alertsBetween(before: AccountTokenFacts | undefined, after: AccountTokenFacts): Alert[] {
  const alerts: Alert[] = []
  const { problem, token } = after
  const isNew = problem.kind === 'signInNeeded' && before?.problem.kind !== 'signInNeeded'
  if (isNew && problem.reason !== 'notSignedIn') alerts.push('signInNeeded')
  const wasStored = before?.token.kind !== 'held' || before.token.stored
  if (token.kind === 'held' && !token.stored && wasStored) alerts.push('notSaved')
  return alerts
}

export interface AccountTokensDeps {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly secrets: SecretStore
  readonly oauth: OAuthClient
  readonly api: AccountApi
  readonly history: History
  readonly store: AppStore
  readonly log: Log
  alert(accountId: string, alert: Alert): void
}

/** The account tokens, one per account. */
export interface AccountTokens {
  /** Throws `accountNotFound`. */
  get(id: string): AccountToken
  find(id: string): AccountToken | null
  all(): readonly AccountToken[]
  /** Creates the account's token and starts it. Resolves once the keychain was read. */
  add(id: string): Promise<void>
  /** Stops the account's token and forgets it. */
  remove(id: string): void
  /** Loads the person and sites of the account's token in the background. */
  updateProfile(id: string): void
}

/** Creates the account tokens. Calls `reported` when a token may have changed or gone. */
export function createAccountTokens(
  deps: AccountTokensDeps,
  accountStore: AccountStore,
  reported: (id: string) => void = () => undefined,
): AccountTokens {
  const { clock, store, history, log } = deps
  const accountTokens = new Map<string, AccountToken>()

  const find = (id: string): AccountToken | null => accountTokens.get(id) ?? null

  const get = (id: string): AccountToken => {
    const accountToken = find(id)
    if (accountToken === null) throw new AppError('accountNotFound')
    return accountToken
  }

  const updateProfile = (id: string): void => {
    const token = get(id).current()
    if (token === null) return
    loadProfile(deps.api, accountStore.get(id), token.accessToken)
      .then(({ person, sites }) => {
        // someone else may have signed in since
        if (find(id)?.current()?.accessToken === token.accessToken) accountStore.update(id, { person, sites })
      })
      .catch((error: unknown) =>
        log.debug('could not load the profile of a token', { code: toErrorCode(error) }),
      )
  }

  const onReport = (id: string, facts: AccountTokenFacts): void => {
    if (!accountTokens.has(id)) return
    const before = store.state().facts[id]
    store.dispatch({ type: 'accountTokenChanged', id, facts })
    reported(id)
    for (const alert of alertsBetween(before, facts)) deps.alert(id, alert)
  }

  const onEvent = (id: string, event: AccountTokenEvent): void => {
    if (event.kind === 'expired' || event.kind === 'expiresSoon') return deps.alert(id, event.kind)
    log.info(event.kind, { account: accountStore.get(id).name, ...event })
    history.add(id, { ...event, atMs: clock.now().wallMs })
    const { person, sites } = accountStore.get(id)
    if (event.kind === 'renewed' && person === null && sites.length === 0) updateProfile(id)
  }

  return {
    get,
    find,
    updateProfile,
    all: () => [...accountTokens.values()],
    add: (id) => {
      const accountToken = createAccountToken({
        ...deps,
        account: () => accountStore.get(id),
        bufferMinutes: () => accountStore.get(id).bufferMinutes ?? store.state().settings.bufferMinutes,
        markAttempt: (attempt) => accountStore.update(id, { attempt }),
        stored: (what) => {
          const { hasToken, hasClientSecret } = accountStore.get(id)
          if (hasToken !== what.hasToken || hasClientSecret !== what.hasClientSecret)
            accountStore.update(id, what)
        },
        report: (facts) => onReport(id, facts),
        happened: (event) => onEvent(id, event),
      })
      accountTokens.set(id, accountToken)
      return accountToken.start()
    },
    remove: (id) => {
      void accountTokens.get(id)?.close()
      accountTokens.delete(id)
    },
  }
}
