import { isDiscovered, kindTraits } from '../../../shared/account-kinds.ts'
import { isClientUrl } from '../../../shared/client-url.ts'
import { scopesWarning } from '../../../shared/scopes.ts'
import { getAccountSettings } from '../../accounts/find-account.ts'
import {
  accountOptions,
  accountOptionsHelp,
  checkUrlOption,
  noteSecretInUrl,
  settingsIn,
} from '../../accounts/account-options.ts'
import { noteKeychainProblem, statusOfAccount } from '../../accounts/account-status.ts'
import { noteDiscovered } from '../../accounts/note-discovered.ts'
import { chooseOne, missing, type Command } from '../../command.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'
import { quoted } from '../../terminal/quoted.ts'
import { readSecret, refuseSecretArgument, secretOptions } from '../../terminal/read-secret.ts'

/** These settings apply from the next sign-in or, if nobody signs in, the next renewal. */
const signInSettings = ['clientId', 'redirectUri', 'scopes', 'authorizeUrl'] as const

/** `jira-token accounts set`: changes the settings or the client secret of an account. */
export const setCommand: Command = {
  usage: 'accounts set ACCOUNT [--client-secret-prompt | --client-secret-stdin] [settings]',
  help: `Changes the settings of an account. Settings you don't name stay the same.

  --client-secret-prompt prompt for a new client secret (not shown as you type)
  --client-secret-stdin  read the client secret from stdin
  --client-id ID         client ID of the OAuth app; for an MCP server, also the URL of its metadata document
${accountOptionsHelp}

Examples:
  jira-token accounts set work --client-secret-prompt
  jira-token accounts set work --buffer 10`,
  options: { ...accountOptions, ...secretOptions, 'client-secret-prompt': { type: 'boolean' } },
  words: [1, 1],
  run: async (given) => {
    const settings = settingsIn(given)
    refuseSecretArgument(given)
    noteSecretInUrl(settings)
    if (given.has('client-secret-prompt') && given.has('client-secret-stdin'))
      throw chooseOne('--client-secret-prompt', '--client-secret-stdin')
    const hasSecret = given.has('client-secret-prompt') || given.has('client-secret-stdin')
    if (!hasSecret && Object.keys(settings).length === 0)
      throw missing('a setting to change', 'see jira-token accounts set --help')
    const { id, name, kind, apiUrl } = await getAccountSettings(given.positionals[0] ?? null)
    checkUrlOption(given, kind)
    const secret = hasSecret ? { clientSecret: await readSecret(given, name) } : {}
    const url = settings.apiUrl ?? (isClientUrl(settings.clientId ?? '') ? apiUrl : undefined)
    const trust = isDiscovered(kind) && url !== undefined ? await noteDiscovered(url, given) : {}
    const body = { ...settings, ...secret, ...trust }
    await ask('changeAccount', { account: id, ...body })
    const status = await statusOfAccount(id)
    noteKeychainProblem(status)
    const { renewalScope } = kindTraits[kind]
    const warning =
      settings.scopes === undefined || renewalScope === null ? null : scopesWarning(settings.scopes)
    if (warning !== null) note(warning)
    const isLater = status?.hasAccessToken === true && signInSettings.some((key) => key in settings)
    const how = kindTraits[kind].signsIn ? 'sign in again: jira-token sign-in' : 'renew: jira-token renew'
    note(`Changed ${name}.${isLater ? ` To apply it, ${how} ${quoted(name)}` : ''}`)
  },
}
