import { toErrorCode } from '../../shared/error-codes.ts'
import type { Person, Site } from '../../shared/snapshot.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { AccountApi } from '../ports.ts'

/** Who a token belongs to, and its sites. */
export interface Profile {
  /** null if the API can't tell, or the token lacks the scope. */
  readonly person: Person | null
  readonly sites: readonly Site[]
}

/** Loads the profile from the API. Rejects with an `AppError`. */
export async function loadProfile(
  api: AccountApi,
  account: AccountForm,
  accessToken: string,
): Promise<Profile> {
  const { sites } = await api.checkAccess(account, accessToken)
  const person = await api.person(account, accessToken, sites).catch((error: unknown) => {
    // the sites are known all the same
    if (toErrorCode(error) === 'scopeMissing') return null
    throw error
  })
  return { sites, person }
}
