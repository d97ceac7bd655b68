import type { Person, Site } from '../../shared/snapshot.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { AccountApi } from '../ports.ts'

/** Whose token it is, and for which sites. */
export interface Profile {
  /** null: the API can't tell. */
  readonly person: Person | null
  readonly sites: readonly Site[]
}

/** Asks the API. Rejects with an `AppError` (`scopeMissing` when the token may not ask). */
export async function loadProfile(
  api: AccountApi,
  account: AccountForm,
  accessToken: string,
): Promise<Profile> {
  const { sites } = await api.checkAccess(account, accessToken)
  return { sites, person: await api.person(account, accessToken, sites) }
}
