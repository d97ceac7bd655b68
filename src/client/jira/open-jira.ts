import { isDiscovered, kindTraits } from '../../shared/account-kinds.ts'
import { askOwner, type ConnectionOptions } from '../ask-owner.ts'
import { askSites } from '../token-variables.ts'
import { JiraError } from './jira-error.ts'
import { createJiraRequests, type JiraRequests } from './jira-requests.ts'
import { parsePath, toRequestUrl, type JiraServer, type NamedPath } from './jira-target.ts'

/** What the user wants from which Jira. */
export interface JiraOptions {
  /** Name or id; null: the default account. */
  readonly account: string | null
  /** Name, host, URL, or cloud ID; null: the only one, or that of the path. */
  readonly site: string | null
  /** A path of Jira's REST API, or a URL of a site. */
  readonly path: string
}

/** A Jira to send requests to. */
export interface Jira extends JiraRequests {
  /** Where the path leads. */
  readonly url: URL
  /** Turns a link in an answer into a URL to request. Throws a `JiraError` if it leads elsewhere. */
  resolve(link: string): URL
}

type Account = Pick<JiraServer, 'accountName' | 'apiUrl'>

/** The server with its sites, and where the path leads. The owner may not know of a site that is new. */
async function findTarget(
  connection: ConnectionOptions,
  accountId: string,
  account: Account,
  target: NamedPath,
  wanted: string | null,
): Promise<{ readonly server: JiraServer; readonly url: URL }> {
  const to = (sites: JiraServer['sites']) => {
    const server = { ...account, sites }
    return { server, url: toRequestUrl(target, server, wanted) }
  }
  const { accounts } = await askOwner(connection, 'status')
  const known = accounts.find(({ id }) => id === accountId)?.sites ?? []
  if (known.length === 0) return to(await askSites(connection, accountId))
  try {
    return to(known)
  } catch (error) {
    if (wanted === null && target.named === null) throw error
    const fresh = await askSites(connection, accountId).catch(() => null)
    if (fresh === null) throw error
    return to(fresh)
  }
}

/**
 * Finds out where a path leads. Nothing is sent to Jira yet, except to ask for unknown sites. Rejects with an `OwnerError`
 * or a `JiraError`.
 *
 * @param note tells the user what takes time
 */
export async function openJira(
  connection: ConnectionOptions,
  { account: wantedAccount, site, path }: JiraOptions,
  note: (text: string) => void,
): Promise<Jira> {
  const target = parsePath(path)
  const { account } = await askOwner(connection, 'token', { account: wantedAccount })
  const { accounts } = await askOwner(connection, 'listAccounts')
  const settings = accounts.find(({ id }) => id === account.id)
  if (settings === undefined) throw new JiraError('accountNotFound', `${account.name} was removed.`)
  const { kind, apiUrl } = settings
  if (isDiscovered(kind))
    throw new JiraError(
      'invalidInput',
      `${account.name} is the account of an MCP server, whose token is not for Jira's REST API. Choose another account with -a.`,
    )
  const server = { accountName: account.name, apiUrl }
  const found = kindTraits[kind].hasCloudIds
    ? await findTarget(connection, account.id, server, target, site)
    : {
        server: { ...server, sites: null },
        url: toRequestUrl(target, { ...server, sites: null }, site),
      }
  return {
    ...createJiraRequests(connection, account.id, note),
    url: found.url,
    resolve: (link) => {
      // only this site: its links lead nowhere else
      const sites = found.server.sites?.filter(({ id }) =>
        found.url.pathname.includes(`/ex/jira/${encodeURIComponent(id)}/`),
      )
      return toRequestUrl(parsePath(link), { ...found.server, sites: sites ?? null }, null)
    },
  }
}
