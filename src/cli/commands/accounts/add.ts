import { accountKinds, isDiscovered, kindTraits, type AccountKind } from '../../../shared/account-kinds.ts'
import type { RouteAnswer } from '../../../shared/local-api.ts'
import { quoted } from '../../../shared/quote-for-shell.ts'
import { shownUrl } from '../../../shared/safe-url.ts'
import { scopesWarning } from '../../../shared/scopes.ts'
import {
  accountOptions,
  accountOptionsHelp,
  checkSettings,
  checkUrlOption,
  noteSecretInUrl,
  settingsIn,
} from '../../accounts/account-options.ts'
import { noteKeychainProblem, statusOfAccount } from '../../accounts/account-status.ts'
import { listOr, missing, usageError, type Command, type Given } from '../../command.ts'
import { ask } from '../../connection.ts'
import { note } from '../../terminal/print.ts'
import { readSecret, refuseSecretArgument, secretOptions } from '../../terminal/read-secret.ts'

/**
 * Shows on stderr where an MCP server has users sign in, before anything is stored: the user decides whom to trust, so the
 * hosts stand apart. Rejects with an `OwnerError`.
 */
export async function noteDiscovered(url: string): Promise<void> {
  const found = await ask<RouteAnswer<'discover'>>({ method: 'POST', target: '/v1/discover', body: { url } })
  const registers =
    found.registrationUrl === null ? 'It requires a --client-id.' : 'Apps can register themselves there.'
  note(`${shownUrl(url)} uses ${shownUrl(found.issuer)} for sign-in. ${registers}`)
  const [page, endpoint] = [new URL(found.authorizeUrl).host, new URL(found.tokenUrl).host]
  const width = Math.max(page.length, endpoint.length)
  note(`  sign-in page    ${page.padEnd(width)}  ${shownUrl(found.authorizeUrl)}`)
  note(`  token endpoint  ${endpoint.padEnd(width)}  ${shownUrl(found.tokenUrl)}`)
}

function parseKind(given: Given): AccountKind {
  const requested = given.value('kind') ?? 'jira-cloud'
  const kind = accountKinds.find((one) => one === requested)
  if (kind === undefined) throw usageError(`--kind must be ${listOr(accountKinds)}`)
  return kind
}

/** `jira-token accounts add`: adds an account, ready to sign in. */
export const addCommand: Command = {
  usage: 'accounts add NAME [--kind KIND] [--client-id ID] [--url URL] [more settings]',
  help: `Adds an account. For Jira Cloud, first register an OAuth app of your own at
https://developer.atlassian.com/console/myapps/. You are prompted for its client secret, which is not
shown as you type. For an MCP server only the URL is needed: the sign-in page is discovered, and most
servers let the app register itself.

  --kind KIND            jira-cloud (default), mcp-server, or jira-data-center
  --client-id ID         client ID of your OAuth app
  --client-secret-stdin  read the client secret from stdin
${accountOptionsHelp}

Examples:
  jira-token accounts add work --client-id Ab3xY
  pass jira/secret | jira-token accounts add work --client-id Ab3xY --client-secret-stdin
  jira-token accounts add work --client-id Ab3xY --scopes "read:jira-work read:me offline_access"
  jira-token accounts add atlassian --kind mcp-server --url https://mcp.atlassian.com/v1/mcp
  jira-token accounts add intern --kind jira-data-center --url https://jira.example.com --client-id 4711`,
  options: { kind: { type: 'string' }, ...accountOptions, ...secretOptions },
  words: [1, 1],
  run: async (given) => {
    const [name = ''] = given.positionals
    const settings = settingsIn(given)
    refuseSecretArgument(given)
    noteSecretInUrl(settings)
    checkSettings({ name })
    const kind = parseKind(given)
    checkUrlOption(given, kind)
    const traits = kindTraits[kind]
    if (settings.clientId === undefined && traits.clientId === 'required') throw missing('--client-id')
    if (settings.apiUrl === undefined && traits.address !== null) throw missing('--url')
    if (isDiscovered(kind) && settings.apiUrl !== undefined) await noteDiscovered(settings.apiUrl)
    const needsSecret = traits.clientSecret === 'required' || given.has('client-secret-stdin')
    const secret = needsSecret ? { clientSecret: await readSecret(given, name) } : {}
    const { account } = await ask<RouteAnswer<'addAccount'>>({
      method: 'POST',
      target: '/v1/accounts',
      body: { ...settings, ...secret, name, kind },
    })
    noteKeychainProblem(await statusOfAccount(account.id))
    const scopes = settings.scopes ?? traits.defaults.scopes
    const warning = traits.renewalScope === null ? null : scopesWarning(scopes)
    if (warning !== null) note(warning)
    note(`Added ${account.name}. Next, sign in: jira-token sign-in ${quoted(account.name)}`)
  },
}
