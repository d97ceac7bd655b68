import { accountDefaults } from '../../../shared/account-defaults.ts'
import type { RouteAnswer } from '../../../shared/local-api.ts'
import { scopesWarning } from '../../../shared/scopes.ts'
import {
  accountOptions,
  accountOptionsHelp,
  checkSettings,
  settingsIn,
} from '../../accounts/account-options.ts'
import { noteKeychainTrouble, statusOfAccount } from '../../accounts/status-of-account.ts'
import { usageError, type Command } from '../../command.ts'
import { note } from '../../note.ts'
import { ask } from '../../owner.ts'
import { quoted } from '../../quoted.ts'
import { readSecret, refuseSecretArgument, secretOptions } from '../../terminal/read-secret.ts'

/** `jira-token accounts add`: a new account, which then waits for a sign-in. */
export const addCommand: Command = {
  usage: 'accounts add NAME --client-id ID [--client-secret-stdin] [more settings]',
  help: `Adds an account: one sign-in at one OAuth app of yours, registered at
https://developer.atlassian.com/console/myapps/. The client secret is asked for, and not shown.

  --client-id ID         of that app
  --client-secret-stdin  read the client secret from stdin
${accountOptionsHelp}

Examples:
  jira-token accounts add work --client-id Ab3xY
  pass jira/secret | jira-token accounts add work --client-id Ab3xY --client-secret-stdin
  jira-token accounts add work --client-id Ab3xY --scopes "read:jira-work read:me offline_access"`,
  options: { ...accountOptions, ...secretOptions },
  words: [1, 1],
  run: async (given) => {
    const [name = ''] = given.positionals
    const settings = settingsIn(given)
    refuseSecretArgument(given)
    checkSettings({ name })
    if (settings.clientId === undefined) throw usageError('--client-id is missing')
    const clientSecret = await readSecret(given, name)
    const { account } = await ask<RouteAnswer<'addAccount'>>({
      method: 'POST',
      target: '/v1/accounts',
      body: { ...settings, name, clientSecret },
    })
    noteKeychainTrouble(await statusOfAccount(account.id))
    const warning = scopesWarning(settings.scopes ?? accountDefaults.scopes)
    if (warning !== null) note(warning)
    note(`Added ${account.name}. Sign in next: jira-token sign-in ${quoted(account.name)}`)
  },
}
