import { getAccountSettings } from '../../accounts/find-account.ts'
import { checkSettings } from '../../accounts/account-options.ts'
import { defineCommand } from '../../command.ts'
import { accountArgument } from '../../shared-options.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'

/** `jira-token accounts rename`. */
export const command = defineCommand({
  description: `Renames an account. Its id stays the same; programs that use the old name need updating.`,
  arguments: {
    account: { ...accountArgument, required: true },
    newName: { value: 'NEW-NAME', required: true },
  },
  examples: ['jira-token accounts rename work office'],
  run: async ({ account: old, newName: name }) => {
    checkSettings({ name })
    const before = await getAccountSettings(old)
    const { account } = await ask('changeAccount', { account: before.id, name })
    note(`Renamed ${before.name} to ${account.name}.`)
  },
})
