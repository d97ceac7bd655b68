import { isDiscovered, kindTraits } from '../../../shared/account-kinds.ts'
import { isClientUrl } from '../../../shared/client-url.ts'
import { scopesWarning } from '../../../shared/scopes.ts'
import { getAccountSettings } from '../../accounts/find-account.ts'
import {
  accountOptions,
  checkUrlOption,
  exclusiveSettings,
  noteSecretInUrl,
  settingsIn,
} from '../../accounts/account-options.ts'
import { noteKeychainProblem, statusOfAccount } from '../../accounts/account-status.ts'
import { noteDiscovered } from '../../accounts/note-discovered.ts'
import { missing } from '../../cli-error.ts'
import { defineCommand } from '../../command.ts'
import { accountArgument } from '../../shared-options.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'
import { quoted } from '../../terminal/quoted.ts'
import { readSecret, secretOptions } from '../../terminal/read-secret.ts'

/** These settings apply from the next sign-in or, if nobody signs in, the next renewal. */
const signInSettings = ['clientId', 'redirectUri', 'scopes', 'authorizeUrl'] as const

/** `jira-token accounts set`: changes the settings or the client secret of an account. */
export const command = defineCommand({
  description: `Changes the settings of an account. Settings you don't name stay the same.`,
  arguments: { account: { ...accountArgument, required: true } },
  options: {
    clientSecretPrompt: { help: 'prompt for a new client secret (not shown as you type)' },
    ...secretOptions,
    ...accountOptions,
  },
  exclusive: [['clientSecretPrompt', 'clientSecretStdin'], ...exclusiveSettings],
  shown: ['clientSecretPrompt', 'clientSecretStdin'],
  examples: [
    'jira-token accounts set work --client-secret-prompt',
    'jira-token accounts set work --buffer 10',
  ],
  run: async ({ account, clientSecretPrompt, clientSecretStdin, ...values }) => {
    const settings = settingsIn(values)
    noteSecretInUrl(settings)
    const hasSecret = clientSecretPrompt || clientSecretStdin
    if (!hasSecret && Object.keys(settings).length === 0)
      throw missing('a setting to change', 'see jira-token accounts set --help')
    const { id, name, kind, apiUrl } = await getAccountSettings(account)
    checkUrlOption(values.url, kind)
    const secret = hasSecret ? { clientSecret: await readSecret(clientSecretStdin, name) } : {}
    const url = settings.apiUrl ?? (isClientUrl(settings.clientId ?? '') ? apiUrl : undefined)
    const trust = isDiscovered(kind) && url !== undefined ? await noteDiscovered(url, values) : {}
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
})
