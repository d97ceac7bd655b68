import { kindTraits } from '../shared/account-kinds.ts'
import type { AccountStatus, Status, TestAnswer, TokenAnswer } from '../shared/local-api.ts'
import type { Site } from '../shared/snapshot.ts'
import { accountPath, askOwner, type ConnectionOptions } from './ask-owner.ts'
import { OwnerError } from './owner-error.ts'

/** Whoever asks for the sites of an account waits no longer for them: the token alone is of use too. */
const sitesTimeoutMs = 15_000

/** Where other programs expect the id of the Atlassian site. Source: sooperset/mcp-atlassian, "OAuth". */
const cloudIdName = 'ATLASSIAN_OAUTH_CLOUD_ID'

/** Which token a program wants. */
export interface TokenOptions {
  /** Name or id; null: the default account. */
  readonly account: string | null
  /** Seconds that the token has left at least; null: the owner's default. */
  readonly minValidSec: number | null
  /** The site to work on; null: the one in the environment, else the account's first. */
  readonly cloudId: string | null
}

/** A valid token as environment variables, by the names that programs for Jira know. */
export interface TokenVariables {
  readonly variables: Readonly<Record<string, string>>
  /** The account's sites, when nobody chose one of them: the first is the one taken. */
  readonly guessedFrom: readonly Site[]
}

/** The sites with cloud ids as the owner knows them, else as Atlassian tells them; none when neither does. */
async function fetchSites(connection: ConnectionOptions, accountId: string): Promise<readonly Site[]> {
  const { accounts } = await askOwner<Status>(connection, { method: 'GET', target: '/v1/status' })
  const account = accounts.find(({ id }) => id === accountId)
  // an owner of an earlier version names no kind
  if (account !== undefined && !kindTraits[account.kind ?? 'jira-cloud'].hasCloudIds) return []
  const known: AccountStatus['sites'] = account?.sites ?? []
  if (known.length > 0) return known
  try {
    const target = accountPath(accountId, 'test')
    return (await askOwner<TestAnswer>(connection, { method: 'POST', target, timeoutMs: sitesTimeoutMs }))
      .sites
  } catch (error) {
    if (error instanceof OwnerError) return []
    throw error
  }
}

/** Asks the owner for a valid token and names it for programs. Rejects with an `OwnerError`. */
export async function tokenVariables(
  connection: ConnectionOptions,
  options: TokenOptions,
): Promise<TokenVariables> {
  const query = options.minValidSec === null ? '' : `?min_valid=${options.minValidSec}`
  const target = accountPath(options.account, 'token') + query
  const { account, accessToken, expiresAt } = await askOwner<TokenAnswer>(connection, {
    method: 'GET',
    target,
  })
  const token = {
    JIRA_OAUTH_ACCESS_TOKEN: accessToken,
    ATLASSIAN_OAUTH_ACCESS_TOKEN: accessToken,
    JIRA_OAUTH_TOKEN_EXPIRES_AT: expiresAt,
  }
  if (options.cloudId !== null)
    return { variables: { ...token, [cloudIdName]: options.cloudId }, guessedFrom: [] }

  const sites = await fetchSites(connection, account.id)
  const inherited = sites.find(({ id }) => id === connection.environment[cloudIdName])
  const taken = inherited ?? sites[0]
  return {
    variables: taken === undefined ? token : { ...token, [cloudIdName]: taken.id },
    guessedFrom: inherited === undefined && sites.length > 1 ? sites : [],
  }
}

/** What to tell about a site that was guessed; null when none was. */
export function guessText({ guessedFrom: [taken, ...others] }: TokenVariables): string | null {
  if (taken === undefined) return null
  const rest = others.map(({ name, id }) => `${name} ${id}`).join(', ')
  return `Site: ${taken.name} (${taken.id}). Others, for --cloud-id: ${rest}`
}
