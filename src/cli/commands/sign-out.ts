import { getAccountSettings } from '../accounts/find-account.ts'
import { accessThere } from '../accounts/remaining-access.ts'
import type { Command } from '../command.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { quoted } from '../terminal/quoted.ts'
import { demandYes } from '../terminal/confirm.ts'

/** `jira-token sign-out`: deletes the secrets of an account and keeps its settings. */
export const signOutCommand: Command = {
  usage: 'sign-out [ACCOUNT] [--yes]',
  help: `Deletes the tokens and the client secret of an account. Its settings stay.

  --yes  don't ask for confirmation; required in scripts

Example:
  jira-token sign-out work`,
  options: { yes: { type: 'boolean' } },
  words: [0, 1],
  run: async (given) => {
    const { id, name, kind, hasClientSecret } = await getAccountSettings(given.positionals[0] ?? null)
    await demandYes(given, `Sign out of ${name} and delete its tokens and client secret?`)
    await ask('signOut', { account: id })
    note(`Signed out of ${name}. ${accessThere(kind)}`)
    const needed = hasClientSecret ? ' (you’ll need the client secret)' : ''
    note(`To sign in again: jira-token sign-in ${quoted(name)}${needed}`)
  },
}
