import { getAccountSettings } from '../../accounts/find-account.ts'
import type { Command } from '../../command.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'

/** `jira-token accounts use`: makes an account the default. */
export const useCommand: Command = {
  usage: 'accounts use ACCOUNT',
  help: `Makes an account the default: the one used when a command or program doesn't name an account.

Example:
  jira-token accounts use work`,
  options: {},
  words: [1, 1],
  run: async ({ positionals: [wanted = ''] }) => {
    const { id } = await getAccountSettings(wanted)
    const { account } = await ask('useAccount', { account: id })
    note(`${account.name} is now the default account.`)
  },
}
