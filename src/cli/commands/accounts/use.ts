import { getAccountSettings } from '../../accounts/find-account.ts'
import { defineCommand } from '../../command.ts'
import { accountArgument } from '../../shared-options.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'

/** `jira-token accounts use`: makes an account the default. */
export const command = defineCommand({
  description: `Makes an account the default: the one used when a command or program doesn't name an account.`,
  arguments: { account: { ...accountArgument, required: true } },
  examples: ['jira-token accounts use work'],
  run: async ({ account: wanted }) => {
    const { id } = await getAccountSettings(wanted)
    const { account } = await ask('useAccount', { account: id })
    note(`${account.name} is now the default account.`)
  },
})
