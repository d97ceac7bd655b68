import type { Accounts } from '../../core/accounts/accounts.ts'
import { createHandOuts, type NamedHandOut } from '../../core/accounts/hand-outs.ts'
import type { AppStore } from '../../core/app-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { Entropy } from '../../core/ports.ts'
import { defaultAccount, statusOf } from '../../core/status-of.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { RenewAnswer, Status, TestAnswer, TokenAnswer } from '../../shared/local-api.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import type { Route } from './routes.ts'

export interface AnswersDeps {
  readonly accounts: Pick<Accounts, 'ask' | 'renew' | 'test'>
  readonly store: Pick<AppStore, 'snapshot' | 'subscribe'>
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'hash'>
  readonly owner: Status['owner']
}

export interface Answers {
  status(): Status
  /** Rejects with an `AppError`. */
  to(route: Exclude<Route, { kind: 'events' }>): Promise<unknown>
}

const tokenAnswer = ({ id, name }: AccountSnapshot, handOut: NamedHandOut): TokenAnswer => ({
  account: { id, name },
  accessToken: handOut.accessToken,
  tokenType: 'Bearer',
  tokenId: handOut.tokenId,
  expiresAt: new Date(handOut.expiresAtMs).toISOString(),
  expiresInSec: Math.floor(handOut.leftSec),
  scopes: [...handOut.scopes],
})

/** What the local API answers to whom; tokens come only from the keepers, through `HandOuts`. */
export function createAnswers({ accounts, store, clock, entropy, owner }: AnswersDeps): Answers {
  const heldBy = (id: string) => {
    const token = store.snapshot().accounts.find((account) => account.id === id)?.token
    return token?.kind === 'held' ? token : null
  }
  const handOuts = createHandOuts({
    accounts,
    clock,
    entropy,
    obtainedAtMs: (id) => heldBy(id)?.obtainedAtMs ?? null,
  })

  /** By id, by name or `default`. */
  const accountOf = (wanted: string): AccountSnapshot => {
    const snapshot = store.snapshot()
    const name = wanted.toLowerCase()
    const found =
      snapshot.accounts.find(({ id }) => id === wanted) ??
      snapshot.accounts.find((account) => account.name.toLowerCase() === name) ??
      (wanted === 'default' ? defaultAccount(snapshot) : undefined)
    if (found === undefined) throw new AppError('accountNotFound')
    return found
  }

  const renew = async (account: AccountSnapshot, refused: string | null): Promise<RenewAnswer> => {
    const before = heldBy(account.id)
    const answer = tokenAnswer(account, await handOuts.renew(account.id, refused))
    return {
      ...answer,
      previousExpiresAt: before === null ? null : new Date(before.expiresAtMs).toISOString(),
    }
  }

  const test = async (account: AccountSnapshot): Promise<TestAnswer> => {
    const { milliseconds, sites, person, personError } = await accounts.test(account.id)
    return {
      account: { id: account.id, name: account.name },
      milliseconds,
      sites,
      person:
        person === null ? null : { accountId: person.accountId, name: person.name, email: person.email },
      personError,
    }
  }

  const status = () => statusOf(store.snapshot(), owner, clock.now().wallMs)

  return {
    status,
    to: async (route) => {
      if (route.kind === 'status') return status()
      const account = accountOf(route.account)
      switch (route.kind) {
        case 'token':
          return tokenAnswer(account, await handOuts.token(account.id, route.minValidSec))
        case 'renew':
          return renew(account, route.refused)
        case 'test':
          return test(account)
      }
    },
  }
}
