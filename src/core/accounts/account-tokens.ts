import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import type { History } from './history.ts'
import type { AccountApi, Entropy, Log, OAuthClient, SecretStore } from '../ports.ts'
import { loadProfile } from './profile.ts'
import { createAccountToken } from '../token/account-token.ts'
import type { AccountTokenEvent, AccountTokenFacts, AccountToken } from '../token/account-token-types.ts'
import { alertsBetween, type Alert } from './alert.ts'
import type { AccountStore } from './account-store.ts'

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

/** One keeper per account. */
export interface AccountTokens {
  /** Throws `accountNotFound`. */
  get(id: string): AccountToken
  find(id: string): AccountToken | null
  all(): readonly AccountToken[]
  /** Makes the keeper of a new account, and starts it. */
  add(id: string): Promise<void>
  remove(id: string): void
  /** Finds out, in the background, whose token it is. */
  learnWhose(id: string): void
}

/** Calls `reported` when there may be another token, or none any more. */
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

  const learnWhose = (id: string): void => {
    const token = get(id).current()
    if (token === null) return
    loadProfile(deps.api, accountStore.get(id), token.accessToken)
      .then(({ person, sites }) => {
        // somebody else may have signed in meanwhile
        if (find(id)?.current()?.accessToken === token.accessToken) accountStore.update(id, { person, sites })
      })
      .catch((error: unknown) => log.debug('not known whose token it is', { code: toErrorCode(error) }))
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
    if (event.kind === 'renewed' && person === null && sites.length === 0) learnWhose(id)
  }

  return {
    get,
    find,
    learnWhose,
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
