import type { Accounts } from '../../core/accounts/accounts.ts'
import { createIssuedTokens, type IdentifiedToken } from '../../core/accounts/issued-tokens.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { Entropy } from '../../core/ports.ts'
import { toStatus } from '../../core/state/to-status.ts'
import { AppError } from '../../shared/error-codes.ts'
import { sharedSettingsSchema } from '../../shared/settings.ts'
import type { Status, TokenAnswer } from '../../shared/local-api.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { chooseCaFile } from '../choose-ca-file.ts'
import type { Answers } from './handler-types.ts'
import { accountAnswers } from './account-handlers.ts'
import { checkAnswers, type CheckDeps } from './check-handlers.ts'
import { toHistory } from './history-answer.ts'
import { signInAnswers } from './sign-in-handlers.ts'
import { syncedFileAnswers } from './synced-file-handlers.ts'

export interface AnswersDeps {
  readonly accounts: Accounts
  readonly store: Pick<AppStore, 'snapshot' | 'subscribe'>
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'hash'>
  readonly owner: Status['owner']
  /**
   * Finishes current work and exits; null if the owner only exits when the user quits it. `forKeychain`: rejects with
   * `ownerStays` if another owner would be no better off.
   */
  readonly release: ((forKeychain: boolean) => Promise<void>) | null
  /** What the checks need. */
  readonly checks: CheckDeps
}

const tokenAnswer = ({ id, name }: AccountSnapshot, issuedToken: IdentifiedToken): TokenAnswer => ({
  account: { id, name },
  accessToken: issuedToken.accessToken,
  tokenType: 'Bearer',
  tokenId: issuedToken.tokenId,
  expiresAt: new Date(issuedToken.expiresAtMs).toISOString(),
  expiresInSec: Math.floor(issuedToken.leftSec),
  lifetimeSec: issuedToken.lifetimeSec,
  scopes: [...issuedToken.scopes],
})

/** The handlers of an owner. */
export function createAnswers(deps: AnswersDeps): Answers {
  const { accounts, store, clock, entropy, owner } = deps
  const find = (id: string) => store.snapshot().accounts.find((account) => account.id === id)
  const heldBy = (id: string) => {
    const token = find(id)?.token
    return token?.kind === 'held' ? token : null
  }
  const issuedTokens = createIssuedTokens({
    accounts,
    clock,
    entropy,
    // if a sign-in is needed, that is the reason to tell, however new the token is
    obtainedAtMs: (id) =>
      find(id)?.problem.kind === 'signInNeeded' ? null : (heldBy(id)?.obtainedAtMs ?? null),
  })

  const issue = (account: AccountSnapshot, client: string, issuedToken: IdentifiedToken): TokenAnswer => {
    accounts.recordIssuedToken(account.id, client)
    return tokenAnswer(account, issuedToken)
  }

  return {
    ...accountAnswers(accounts, store),
    ...signInAnswers(accounts, store),
    ...syncedFileAnswers(accounts, store),
    ...checkAnswers(accounts, store, deps.checks),
    // right after the start, wait until the tokens are read from the keychain
    status: async () => {
      await accounts.known()
      return toStatus(store.snapshot(), owner, clock.now().wallMs)
    },
    token: async ({ account, args, client }) =>
      issue(account, client, await issuedTokens.token(account.id, args.min_valid)),
    renew: async ({ account, args, client }) => {
      await accounts.known()
      const before = heldBy(account.id)
      const answer = issue(account, client, await issuedTokens.renew(account.id, args.refused ?? null))
      const previousExpiresAt = before === null ? null : new Date(before.expiresAtMs).toISOString()
      return { ...answer, previousExpiresAt }
    },
    test: async ({ account: { id, name } }) => {
      const { milliseconds, sites, server, person, personError } = await accounts.test(id)
      const who =
        person === null ? null : { accountId: person.accountId, name: person.name, email: person.email }
      return { account: { id, name }, milliseconds, sites, server, person: who, personError }
    },
    history: ({ account: { id, name } }) => ({
      account: { id, name },
      ...toHistory(accounts.getHistory(id), clock.now().wallMs),
    }),
    changeSettings: async ({ args: { caFile, checksForUpdates } }) => {
      if (caFile !== undefined) await chooseCaFile(accounts, caFile)
      if (checksForUpdates !== undefined) accounts.saveSettings({ checksForUpdates })
      return sharedSettingsSchema.parse(store.snapshot().settings)
    },
    removeSecrets: async () => {
      await accounts.removeUnknownSecrets()
      return {}
    },
    release: async ({ args }) => {
      if (deps.release === null) throw new AppError('ownerStays')
      await deps.release(args.forKeychain === true)
      return {}
    },
  }
}
