import { askOwner, type ConnectionOptions } from '../../client/ask-owner.ts'
import { OwnerError } from '../../client/owner-error.ts'
import { isDiscovered } from '../../shared/account-kinds.ts'
import type { Status, AccountStatus } from '../../shared/local-api.ts'
import { commandLine } from '../../shared/quote-for-shell.ts'

/** The account whose token an MCP server gets. */
export type AccountForUrl =
  | { readonly kind: 'found'; readonly account: AccountStatus }
  /** `advice`: how to add one, on one line. */
  | { readonly kind: 'none'; readonly advice: string }

/** Normalizes a URL for comparison; null if it is invalid. */
function normalizeUrl(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { origin, pathname, search } = new URL(url)
  return `${origin}${pathname.replace(/\/+$/, '')}${search}`
}

function nameFor(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'mcp'
}

/**
 * The account of the MCP server at exactly that URL: a token must never be sent to another server, not even on the same
 * host. If there are several, prefers the default account, then the first with a token.
 */
export function accountForUrl({ accounts }: Pick<Status, 'accounts'>, url: string): AccountForUrl {
  const wanted = normalizeUrl(url)
  const ours = accounts.filter((one) => one.url !== undefined && normalizeUrl(one.url) === wanted)
  const account =
    ours.find(({ isDefault }) => isDefault) ?? ours.find(({ hasAccessToken }) => hasAccessToken) ?? ours[0]
  if (account !== undefined) return { kind: 'found', account }
  const name = nameFor(url)
  const command = (...words: string[]) => commandLine(['jira-token', ...words], process.platform)
  const add = command('accounts', 'add', name, '--kind', 'mcp-server', '--url', url)
  return {
    kind: 'none',
    advice: `No account for ${url} yet. Add one: ${add}, then sign in: ${command('sign-in', name)}`,
  }
}

/**
 * The id of the account whose token this server gets: the one that was added for it, or else the default account, unless
 * that belongs to another server. Rejects with an `OwnerError` that says how to add one.
 */
export async function findAccount(
  connection: ConnectionOptions,
  url: string,
  note: (text: string) => void,
): Promise<string> {
  const status = await askOwner(connection, 'status')
  const found = accountForUrl(status, url)
  if (found.kind === 'found') return found.account.id
  const defaultAccount = status.accounts.find(({ isDefault }) => isDefault)
  if (defaultAccount === undefined || isDiscovered(defaultAccount.kind))
    throw new OwnerError('accountNotFound', found.advice)
  note(`using the default account, ${defaultAccount.name}`)
  return defaultAccount.id
}
