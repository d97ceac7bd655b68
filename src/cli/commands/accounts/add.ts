import { accountKinds, isDiscovered, kindTraits, type AccountKind } from '../../../shared/account-kinds.ts'
import { atlassianMcp } from '../../../shared/atlassian-mcp.ts'
import { quoted } from '../../terminal/quoted.ts'
import { scopesWarning } from '../../../shared/scopes.ts'
import {
  accountOptions,
  checkSettings,
  checkUrlOption,
  exclusiveSettings,
  noteSecretInUrl,
  settingsIn,
} from '../../accounts/account-options.ts'
import { noteKeychainProblem, statusOfAccount } from '../../accounts/account-status.ts'
import { noteDiscovered } from '../../accounts/note-discovered.ts'
import { missing, usageError } from '../../cli-error.ts'
import { defineCommand, oneOf } from '../../command.ts'
import { ask } from '../../connection.ts'
import { localTime } from '../../terminal/local-time.ts'
import { note } from '../../terminal/print.ts'
import { readSecret, secretOptions } from '../../terminal/read-secret.ts'

const kindNames = [...accountKinds, 'atlassian-mcp'] as const

/** A kind, and the URL that belongs to its name. */
function toKind(
  name: (typeof kindNames)[number],
  url: string | null,
): { readonly kind: AccountKind; readonly apiUrl?: string } {
  if (name !== 'atlassian-mcp') return { kind: name }
  if (url !== null) throw usageError('use --url with --kind mcp-server: --kind atlassian-mcp has its own')
  return { kind: 'mcp-server', apiUrl: atlassianMcp.url }
}

/** `jira-token accounts add`: adds an account, ready to sign in. */
export const command = defineCommand({
  description: `Adds an account. For Jira Cloud, first register an OAuth app of your own at
https://developer.atlassian.com/console/myapps/. You are prompted for its client secret, which is not
shown as you type. For an MCP server only the URL is needed: the sign-in page is discovered, and most
servers let the app register itself.`,
  arguments: { name: { value: 'NAME', required: true } },
  options: {
    kind: {
      ...oneOf(kindNames),
      value: 'KIND',
      help: `jira-cloud (default), mcp-server, jira-data-center, service-account (Atlassian's, for servers: nobody signs
        in), or atlassian-mcp: Atlassian's MCP server for Jira and Confluence, which needs no other setting`,
    },
    ...secretOptions,
    ...accountOptions,
  },
  exclusive: exclusiveSettings,
  shown: ['kind', 'clientId', 'url'],
  examples: [
    'jira-token accounts add work --client-id Ab3xY',
    'pass jira/secret | jira-token accounts add work --client-id Ab3xY --client-secret-stdin',
    'jira-token accounts add work --client-id Ab3xY --scopes "read:jira-work read:me offline_access"',
    'jira-token accounts add atlassian --kind atlassian-mcp',
    'jira-token accounts add tools --kind mcp-server --url https://mcp.example.com/mcp',
    'jira-token accounts add intern --kind jira-data-center --url https://jira.example.com --client-id 4711',
    'pass jira/ci | jira-token accounts add ci --kind service-account --client-id Ab3xY --client-secret-stdin',
  ],
  run: async ({ name, kind: kindName, clientSecretStdin, ...values }) => {
    const { kind, ...preset } = toKind(kindName ?? 'jira-cloud', values.url)
    const settings = { ...settingsIn(values), ...preset }
    noteSecretInUrl(settings)
    checkSettings({ name })
    checkUrlOption(values.url, kind)
    const traits = kindTraits[kind]
    if (settings.clientId === undefined && traits.clientId === 'required') throw missing('--client-id')
    if (settings.apiUrl === undefined && traits.address !== null) throw missing('--url')
    const trust =
      isDiscovered(kind) && settings.apiUrl !== undefined ? await noteDiscovered(settings.apiUrl, values) : {}
    const needsSecret = traits.clientSecret === 'required' || clientSecretStdin
    const secret = needsSecret ? { clientSecret: await readSecret(clientSecretStdin, name) } : {}
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
})
