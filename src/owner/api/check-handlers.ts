import type { UpdateFeed } from '../../adapters/updates/update-feed.ts'
import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import { kindTraits } from '../../shared/account-kinds.ts'
import { checkAccount } from '../checks/check-account.ts'
import { checkKeychain, type CheckKeychainDeps } from '../checks/check-keychain.ts'
import { checkUpdates } from '../checks/check-updates.ts'
import { checkNetwork, type CheckNetworkDeps } from '../checks/check-network.ts'
import type { Answers } from './handler-types.ts'

export interface CheckDeps extends CheckKeychainDeps, CheckNetworkDeps {
  readonly feed: UpdateFeed
  /** What the owner runs on, for people. */
  readonly runtime: string
}

/** Answers `POST /v1/check`: the checks that only the owner can make. */
export function checkAnswers(
  accounts: Pick<Accounts, 'test'>,
  store: Pick<AppStore, 'snapshot'>,
  deps: CheckDeps,
): Pick<Answers, 'check'> {
  return {
    check: async () => {
      const snapshot = store.snapshot()
      const findings = await Promise.all([
        checkKeychain(deps),
        checkNetwork(deps, snapshot.accounts),
        ...snapshot.accounts.map((account) => checkAccount(accounts, account)),
      ])
      return {
        findings: [...findings.flat(), checkUpdates(deps.feed, snapshot, deps.clock.now().wallMs)],
        runtime: deps.runtime,
        startAtLogin: snapshot.settings.startAtLogin,
        callbacks: snapshot.accounts
          .filter(({ kind }) => kindTraits[kind].signsIn)
          .map(({ name, redirectUri, activity }) => ({
            account: name,
            redirectUri,
            isInUse: activity.kind === 'signingIn' && activity.surface === 'browser',
          })),
      }
    },
  }
}
