import { accountKinds, isDiscovered, kindTraits, type AccountKind } from '../../../shared/account-kinds.ts'
import { atlassianMcp } from '../../../shared/atlassian-mcp.ts'
import { quoted } from '../../terminal/quoted.ts'
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
import { noteDiscovered } from '../../accounts/note-discovered.ts'
import { listOr, missing, usageError, type Command, type Given } from '../../command.ts'
import { ask } from '../../connection.ts'
import { localTime } from '../../terminal/local-time.ts'
import { note } from '../../terminal/print.ts'
import { readSecret, refuseSecretArgument, secretOptions } from '../../terminal/read-secret.ts'

/** A kind with its URL. */
const presets: Readonly<Record<string, { readonly kind: AccountKind; readonly apiUrl: string }>> = {
  'atlassian-mcp': { kind: 'mcp-server', apiUrl: atlassianMcp.url },
}

const kindNames = [...accountKinds, ...Object.keys(presets)]

function parseKind(given: Given): { readonly kind: AccountKind; readonly apiUrl?: string } {
  const requested = given.value('kind') ?? 'jira-cloud'
  const preset = presets[requested]
  if (preset !== undefined && given.value('url') !== null)
    throw usageError(`use --url with --kind ${preset.kind}: --kind ${requested} has its own`)
  if (preset !== undefined) return preset
  const kind = accountKinds.find((one) => one === requested)
  if (kind === undefined) throw usageError(`--kind must be ${listOr(kindNames)}`)
  return { kind }
}

/** `jira-token accounts add`: adds an account, ready to sign in. */
export const addCommand: Command = {
  usage: 'accounts add NAME [--kind KIND] [--client-id ID] [--url URL] [more settings]',
  help: `Adds an account. For Jira Cloud, first register an OAuth app of your own at
https://developer.atlassian.com/console/myapps/. You are prompted for its client secret, which is not
shown as you type. For an MCP server only the URL is needed: the sign-in page is discovered, and most
servers let the app register itself.

  --kind KIND            jira-cloud (default), mcp-server, jira-data-center, service-account (Atlassian's, for
                         servers: nobody signs in), or atlassian-mcp: Atlassian's MCP server for Jira and
                         Confluence, which needs no other setting
  --client-id ID         client ID of your OAuth app; for an MCP server, also the URL of its metadata document
  --client-secret-stdin  read the client secret from stdin
${accountOptionsHelp}

Examples:
  jira-token accounts add work --client-id Ab3xY
  pass jira/secret | jira-token accounts add work --client-id Ab3xY --client-secret-stdin
  jira-token accounts add work --client-id Ab3xY --scopes "read:jira-work read:me offline_access"
  jira-token accounts add atlassian --kind atlassian-mcp
  jira-token accounts add tools --kind mcp-server --url https://mcp.example.com/mcp
  jira-token accounts add intern --kind jira-data-center --url https://jira.example.com --client-id 4711
  pass jira/ci | jira-token accounts add ci --kind service-account --client-id Ab3xY --client-secret-stdin`,
  options: { kind: { type: 'string' }, ...accountOptions, ...secretOptions },
  values: { KIND: kindNames },
  words: [1, 1],
  run: async (given) => {
    const [name = ''] = given.positionals
    const { kind, ...preset } = parseKind(given)
    const settings = { ...settingsIn(given), ...preset }
    refuseSecretArgument(given)
    noteSecretInUrl(settings)
    checkSettings({ name })
    checkUrlOption(given, kind)
    const traits = kindTraits[kind]
    if (settings.clientId === undefined && traits.clientId === 'required') throw missing('--client-id')
    if (settings.apiUrl === undefined && traits.address !== null) throw missing('--url')
    const trust =
      isDiscovered(kind) && settings.apiUrl !== undefined ? await noteDiscovered(settings.apiUrl, given) : {}
    const needsSecret = traits.clientSecret === 'required' || given.has('client-secret-stdin')
    const secret = needsSecret ? { clientSecret: await readSecret(given, name) } : {}
    const { account } = await ask('addAccount', { ...settings, ...secret, ...trust, name, kind })
    noteKeychainProblem(await statusOfAccount(account.id))
    const scopes = settings.scopes ?? traits.defaults.scopes
    const warning = traits.renewalScope === null ? null : scopesWarning(scopes)
    if (warning !== null) note(warning)
    if (traits.signsIn)
      return note(`Added ${account.name}. Next, sign in: jira-token sign-in ${quoted(account.name)}`)
    note(`Added ${account.name}. Nobody needs to sign in.`)
    const { expiresAt } = await ask('token', { account: account.id })
    note(`Its first token expires at ${localTime(expiresAt)}.`)
  },
}
