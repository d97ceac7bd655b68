import { kindTraits } from '../shared/account-kinds.ts'
import { usualEnvNames } from '../shared/env-names.ts'
import { noSiteText } from '../shared/no-site-text.ts'
import type { AccountStatus } from '../shared/local-api.ts'
import type { Site } from '../shared/snapshot.ts'
import { askOwner, type ConnectionOptions } from './ask-owner.ts'
import { OwnerError } from './owner-error.ts'

/** How long to wait for the sites: the token is useful without them. */
const sitesTimeoutMs = 15_000

const { accessToken: accessTokenName, expiresAt: expiresAtName, cloudId: cloudIdName } = usualEnvNames

/** Which token to get. */
export interface TokenOptions {
  /** Name or id; null: the default account. */
  readonly account: string | null
  /** How many seconds it must still be valid; null: the owner's default. */
  readonly minValidSec: number | null
  /** The site to work on; null: the one in the environment, else the account's first. */
  readonly cloudId: string | null
}

/** A valid token as environment variables, under the names that Jira programs expect. */
export interface TokenVariables {
  readonly accountId: string
  readonly variables: Readonly<Record<string, string>>
  /** The account's sites if the first was chosen automatically; otherwise empty. */
  readonly guessedFrom: readonly Site[]
  /** Whether Atlassian says that the token has access to no site. */
  readonly hasNoSite: boolean
}

/** The sites that Atlassian says the account has now. Rejects with an `OwnerError`. */
export async function askSites(connection: ConnectionOptions, accountId: string): Promise<readonly Site[]> {
  return (await askOwner(connection, 'test', { account: accountId }, { timeoutMs: sitesTimeoutMs })).sites
}

/** The sites that the owner knows, or else Atlassian's answer; null if they are unknown, or have no cloud IDs. */
async function fetchSites(connection: ConnectionOptions, accountId: string): Promise<readonly Site[] | null> {
  const { accounts } = await askOwner(connection, 'status')
  const account = accounts.find(({ id }) => id === accountId)
  // an older owner sends no kind
  if (account !== undefined && !kindTraits[account.kind ?? 'jira-cloud'].hasCloudIds) return null
  const known: AccountStatus['sites'] = account?.sites ?? []
  if (known.length > 0) return known
  try {
    return await askSites(connection, accountId)
  } catch (error) {
    if (error instanceof OwnerError) return null
    throw error
  }
}

/** Gets a valid token as environment variables. Rejects with an `OwnerError`. */
export async function tokenVariables(
  connection: ConnectionOptions,
  options: TokenOptions,
): Promise<TokenVariables> {
  const { account, accessToken, expiresAt } = await askOwner(connection, 'token', {
    account: options.account,
    min_valid: options.minValidSec ?? undefined,
  })
  const token = {
    [accessTokenName]: accessToken,
    ATLASSIAN_OAUTH_ACCESS_TOKEN: accessToken,
    [expiresAtName]: expiresAt,
  }
  if (options.cloudId !== null)
    return {
      accountId: account.id,
      variables: { ...token, [cloudIdName]: options.cloudId },
      guessedFrom: [],
      hasNoSite: false,
    }

  const known = await fetchSites(connection, account.id)
  const sites = known ?? []
  const inherited = sites.find(({ id }) => id === connection.environment[cloudIdName])
  const taken = inherited ?? sites[0]
  return {
    accountId: account.id,
    variables: taken === undefined ? token : { ...token, [cloudIdName]: taken.id },
    guessedFrom: inherited === undefined && sites.length > 1 ? sites : [],
    hasNoSite: known?.length === 0,
  }
}

/** A message about a site that was chosen automatically, or about none; null if there is nothing to say. */
export function guessText({ guessedFrom: [taken, ...others], hasNoSite }: TokenVariables): string | null {
  if (hasNoSite) return `${noSiteText.what} No ${cloudIdName} was added. ${noSiteText.todo}`
  if (taken === undefined) return null
  const rest = others.map(({ name, id }) => `${name} ${id}`).join(', ')
  return `Using site ${taken.name} (${taken.id}). To use another one, pass --cloud-id: ${rest}`
}
