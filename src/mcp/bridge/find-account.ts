import { askOwner, type ConnectionOptions } from '../../client/ask-owner.ts'
import { OwnerError } from '../../client/owner-error.ts'
import { isDiscovered } from '../../shared/account-kinds.ts'
import type { Status, AccountStatus } from '../../shared/local-api.ts'

/** Whose token an MCP server gets. */
export type AccountForUrl =
  | { readonly kind: 'found'; readonly account: AccountStatus }
  /** `advice`: how to add one, in a line. */
  | { readonly kind: 'none'; readonly advice: string }

/** The same URL in every spelling that leads to the same place; null for what is none. */
function normalizeUrl(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { origin, pathname, search } = new URL(url)
  return `${origin}${pathname.replace(/\/+$/, '')}${search}`
}

function nameFor(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'mcp'
}

/** Without what a shell would make something of. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * The account of the MCP server at that URL, and of no other: a token must never travel to another server, be it at the
 * same host. Of several the default one is taken, else the first that holds a token.
 */
export function accountForUrl({ accounts }: Pick<Status, 'accounts'>, url: string): AccountForUrl {
  const place = normalizeUrl(url)
  const ours = accounts.filter((one) => one.url !== undefined && normalizeUrl(one.url) === place)
  const account =
    ours.find(({ isDefault }) => isDefault) ?? ours.find(({ hasAccessToken }) => hasAccessToken) ?? ours[0]
  if (account !== undefined) return { kind: 'found', account }
  const name = nameFor(url)
  const add = `jira-token accounts add ${quoted(name)} --kind mcp-server --url ${quoted(url)}`
  return {
    kind: 'none',
    advice: `There is no account for ${url}. Add one: ${add}, then: jira-token sign-in ${quoted(name)}`,
  }
}

/**
 * The id of the account whose token goes to this server: the one that was made for it, else the default one, unless
 * that was made for another server. Rejects with an `OwnerError` that says how to add one.
 */
export async function findAccount(
  connection: ConnectionOptions,
  url: string,
  note: (text: string) => void,
): Promise<string> {
  const status = await askOwner<Status>(connection, { method: 'GET', target: '/v1/status' })
  const found = accountForUrl(status, url)
  if (found.kind === 'found') return found.account.id
  const usual = status.accounts.find(({ isDefault }) => isDefault)
  if (usual === undefined || isDiscovered(usual.kind)) throw new OwnerError('accountNotFound', found.advice)
  note(`uses the default account, ${usual.name}. If the server wants a sign-in of its own: ${found.advice}`)
  return usual.id
}
