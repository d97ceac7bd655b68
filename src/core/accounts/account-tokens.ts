import { AppError, codeOf } from '../../shared/error-codes.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import type { History } from './history.ts'
import type { AccountApi, Entropy, Log, OAuthClient, SecretStore } from '../ports.ts'
import { loadProfile } from './profile.ts'
import { createTokenKeeper } from '../token/account-token.ts'
import type { KeeperEvent, KeeperFacts, TokenKeeper } from '../token/account-token-types.ts'
import { alertsBetween, type Alert } from './alert.ts'
import type { Roster } from './account-store.ts'

export interface KeepersDeps {
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
export interface Keepers {
  /** Throws `accountNotFound`. */
  get(id: string): TokenKeeper
  find(id: string): TokenKeeper | null
  all(): readonly TokenKeeper[]
  /** Makes the keeper of a new account, and starts it. */
  add(id: string): Promise<void>
  remove(id: string): void
  /** Finds out, in the background, whose token it is. */
  learnWhose(id: string): void
}

/** Calls `reported` when there may be another token, or none any more. */
export function createKeepers(
  deps: KeepersDeps,
  roster: Roster,
  reported: (id: string) => void = () => undefined,
): Keepers {
  const { clock, store, history, log } = deps
  const keepers = new Map<string, TokenKeeper>()

  const find = (id: string): TokenKeeper | null => keepers.get(id) ?? null

  const get = (id: string): TokenKeeper => {
    const keeper = find(id)
    if (keeper === null) throw new AppError('accountNotFound')
    return keeper
  }

  const learnWhose = (id: string): void => {
    const token = get(id).held()
    if (token === null) return
    loadProfile(deps.api, roster.get(id), token.accessToken)
      .then(({ person, sites }) => {
        // somebody else may have signed in meanwhile
        if (find(id)?.held()?.accessToken === token.accessToken) roster.update(id, { person, sites })
      })
      .catch((error: unknown) => log.debug('not known whose token it is', { code: codeOf(error) }))
  }

  const onReport = (id: string, facts: KeeperFacts): void => {
    if (!keepers.has(id)) return
    const before = store.state().facts[id]
    store.dispatch({ type: 'keeperReported', id, facts })
    reported(id)
    for (const alert of alertsBetween(before, facts)) deps.alert(id, alert)
  }

  const onEvent = (id: string, event: KeeperEvent): void => {
    if (event.kind === 'expired' || event.kind === 'expiresSoon') return deps.alert(id, event.kind)
    log.info(event.kind, { account: roster.get(id).name, ...event })
    history.add(id, { ...event, atMs: clock.now().wallMs })
    const { person, sites } = roster.get(id)
    if (event.kind === 'renewed' && person === null && sites.length === 0) learnWhose(id)
  }

  return {
    get,
    find,
    learnWhose,
    all: () => [...keepers.values()],
    add: (id) => {
      const keeper = createTokenKeeper({
        ...deps,
        account: () => roster.get(id),
        bufferMinutes: () => roster.get(id).bufferMinutes ?? store.state().settings.bufferMinutes,
        markAttempt: (attempt) => roster.update(id, { attempt }),
        stored: (what) => {
          const { hasToken, hasClientSecret } = roster.get(id)
          if (hasToken !== what.hasToken || hasClientSecret !== what.hasClientSecret) roster.update(id, what)
        },
        report: (facts) => onReport(id, facts),
        happened: (event) => onEvent(id, event),
      })
      keepers.set(id, keeper)
      return keeper.start()
    },
    remove: (id) => {
      void keepers.get(id)?.close()
      keepers.delete(id)
    },
  }
}
