import { assertAccountName } from '../../client/ask-owner.ts'
import { noSuchAccount } from '../../client/owner-error.ts'
import { findAccount } from '../../shared/account-name.ts'
import type { AccountSettings, RouteAnswer } from '../../shared/local-api.ts'
import { ask } from '../connection.ts'

/** The settings of every account, and what is wrong with the settings on disk. */
export function listAccounts(): Promise<RouteAnswer<'listAccounts'>> {
  return ask('listAccounts')
}

/** The settings of every account. */
export async function allAccounts(): Promise<readonly AccountSettings[]> {
  return (await listAccounts()).accounts
}

/** Finds an account by id or name (case doesn't matter); the default one for null. Rejects with an `OwnerError`. */
export async function getAccountSettings(wanted: string | null): Promise<AccountSettings> {
  assertAccountName(wanted)
  const accounts = await allAccounts()
  const found = findAccount(accounts, wanted, ({ isDefault }) => isDefault)
  if (found !== undefined) return found
  const names = accounts.map((account) => account.name)
  throw noSuchAccount(wanted ?? 'default', names)
}
