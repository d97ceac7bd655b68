import type { Person, Site } from '../shared/snapshot.ts'
import type { AccountForm } from '../shared/account.ts'
import type { JiraApi } from './ports.ts'

/** Whose token it is, and for which sites. */
export interface Profile {
  readonly person: Person
  readonly sites: readonly Site[]
}

/** Asks Atlassian. Rejects with an `AppError` (`scopeMissing` when the token may not ask). */
export async function loadProfile(
  jira: JiraApi,
  account: AccountForm,
  accessToken: string,
): Promise<Profile> {
  const sites = await jira.sites(account, accessToken)
  return { sites, person: await jira.person(account, accessToken, sites) }
}
