import { getAccountSettings } from '../../accounts/find-account.ts'
import { accessThere } from '../../accounts/remaining-access.ts'
import type { Command } from '../../command.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'
import { demandYes } from '../../terminal/confirm.ts'

/** `jira-token accounts remove`: deletes an account and everything that belongs to it. */
export const removeCommand: Command = {
  usage: 'accounts remove ACCOUNT [--yes]',
  help: `Removes an account, including its settings, tokens, client secret, and history.

  --yes  don't ask for confirmation; required in scripts

Example:
  jira-token accounts remove work`,
  options: { yes: { type: 'boolean' } },
  words: [1, 1],
  run: async (given) => {
    const { id, name, kind } = await getAccountSettings(given.positionals[0] ?? null)
    await demandYes(given, `Remove ${name}, including its tokens and client secret?`)
    const { account } = await ask('removeAccount', { account: id })
    note(`Removed ${account.name}. ${accessThere(kind)}`)
  },
}
