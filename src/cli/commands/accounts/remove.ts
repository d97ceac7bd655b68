import { getAccountSettings } from '../../accounts/find-account.ts'
import { accessThere } from '../../accounts/remaining-access.ts'
import { defineCommand } from '../../command.ts'
import { accountArgument, yesOption } from '../../shared-options.ts'
import { note } from '../../terminal/print.ts'
import { ask } from '../../connection.ts'
import { demandYes } from '../../terminal/confirm.ts'

/** `jira-token accounts remove`: deletes an account and everything that belongs to it. */
export const command = defineCommand({
  description: `Removes an account, including its settings, tokens, client secret, and history.`,
  arguments: { account: { ...accountArgument, required: true } },
  options: {
    yes: yesOption,
  },
  examples: ['jira-token accounts remove work'],
  run: async ({ account: wanted, yes }) => {
    const { id, name, kind } = await getAccountSettings(wanted)
    await demandYes(yes, `Remove ${name}, including its tokens and client secret?`)
    const { account } = await ask('removeAccount', { account: id })
    note(`Removed ${account.name}. ${accessThere(kind)}`)
  },
})
