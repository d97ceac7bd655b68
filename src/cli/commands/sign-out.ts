import { getAccountSettings } from '../accounts/find-account.ts'
import { accessThere } from '../accounts/remaining-access.ts'
import { defineCommand } from '../command.ts'
import { accountArgument, yesOption } from '../shared-options.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { quoted } from '../terminal/quoted.ts'
import { demandYes } from '../terminal/confirm.ts'

/** `jira-token sign-out`: deletes the secrets of an account and keeps its settings. */
export const command = defineCommand({
  description: `Deletes the tokens and the client secret of an account. Its settings stay.`,
  arguments: { account: accountArgument },
  options: {
    yes: yesOption,
  },
  examples: ['jira-token sign-out work'],
  run: async ({ account: wanted, yes }) => {
    const { id, name, kind, hasClientSecret } = await getAccountSettings(wanted)
    await demandYes(yes, `Sign out of ${name} and delete its tokens and client secret?`)
    await ask('signOut', { account: id })
    note(`Signed out of ${name}. ${accessThere(kind)}`)
    const needed = hasClientSecret ? ' (you’ll need the client secret)' : ''
    note(`To sign in again: jira-token sign-in ${quoted(name)}${needed}`)
  },
})
