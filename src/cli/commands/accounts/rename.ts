import { getAccountSettings } from '../../accounts/find-account.ts'
import { checkSettings } from '../../accounts/account-options.ts'
import type { Command } from '../../command.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'

/** `jira-token accounts rename`. */
export const renameCommand: Command = {
  usage: 'accounts rename ACCOUNT NEW-NAME',
  help: `Renames an account. Its id stays the same; programs that use the old name need updating.

Example:
  jira-token accounts rename work office`,
  options: {},
  words: [2, 2],
  run: async ({ positionals: [old = '', name = ''] }) => {
    checkSettings({ name })
    const before = await getAccountSettings(old)
    const { account } = await ask('changeAccount', { account: before.id, name })
    note(`Renamed ${before.name} to ${account.name}.`)
  },
}
