import type { Person, Site } from '../../shared/snapshot.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { AccountApi } from '../ports.ts'

/** Who a token belongs to, and its sites. */
export interface Profile {
  /** null if the API can't tell. */
  readonly person: Person | null
  readonly sites: readonly Site[]
}

/** Loads the profile from the API. Rejects with an `AppError` (`scopeMissing` if the token lacks the scope). */
export async function loadProfile(
  api: AccountApi,
  account: AccountForm,
  accessToken: string,
): Promise<Profile> {
  const { sites } = await api.checkAccess(account, accessToken)
  return { sites, person: await api.person(account, accessToken, sites) }
}
