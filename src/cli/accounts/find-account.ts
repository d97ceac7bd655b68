import { assertAccountName } from '../../client/ask-owner.ts'
import { noSuchAccount } from '../../client/owner-error.ts'
import type { AccountSettings } from '../../shared/local-api.ts'
import { ask } from '../connection.ts'

/** The settings of every account. */
export async function allAccounts(): Promise<readonly AccountSettings[]> {
  const { accounts } = await ask<{ accounts: AccountSettings[] }>({ method: 'GET', target: '/v1/accounts' })
  return accounts
}

/** Finds an account by id or name (case doesn't matter); the default one for null. Rejects with an `OwnerError`. */
export async function getAccountSettings(wanted: string | null): Promise<AccountSettings> {
  assertAccountName(wanted)
  const accounts = await allAccounts()
  const name = wanted?.toLowerCase()
  const found =
    accounts.find(({ id }) => id === wanted) ??
    accounts.find((account) => account.name.toLowerCase() === name) ??
    accounts.find(({ isDefault }) => isDefault && (wanted === null || wanted === 'default'))
  if (found !== undefined) return found
  const names = accounts.map((account) => account.name)
  throw noSuchAccount(wanted ?? 'default', names)
}
