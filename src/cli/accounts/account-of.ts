import type { AccountSettings } from '../../shared/local-api.ts'
import { failure } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { ask } from '../owner.ts'

/** The settings of every account. */
export async function allAccounts(): Promise<readonly AccountSettings[]> {
  const { accounts } = await ask<{ accounts: AccountSettings[] }>({ method: 'GET', target: '/v1/accounts' })
  return accounts
}

/** The account of that id or name, in any case; the default one for null. Rejects with a `CliError`. */
export async function accountOf(wanted: string | null): Promise<AccountSettings> {
  const accounts = await allAccounts()
  const name = wanted?.toLowerCase()
  const found =
    accounts.find(({ id }) => id === wanted) ??
    accounts.find((account) => account.name.toLowerCase() === name) ??
    accounts.find(({ isDefault }) => isDefault && (wanted === null || wanted === 'default'))
  if (found !== undefined) return found
  const names = accounts.map((account) => account.name).join(', ')
  throw failure(
    accounts.length === 0
      ? 'There is no account yet. Add one: jira-token accounts add NAME --client-id ID'
      : `There is no account ${wanted}. There ${accounts.length === 1 ? 'is' : 'are'}: ${names}.`,
    exitCodes.noSuchAccount,
  )
}
