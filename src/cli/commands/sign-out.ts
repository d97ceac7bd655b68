import { accountPath } from '../../client/ask-owner.ts'
import type { RouteAnswer } from '../../shared/local-api.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { accessThere } from '../accounts/remaining-access.ts'
import type { Command } from '../command.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { quoted } from '../../shared/quote-for-shell.ts'
import { demandYes } from '../terminal/confirm.ts'

/** `jira-token sign-out`: forgets the secrets of an account and keeps its settings. */
export const signOutCommand: Command = {
  usage: 'sign-out [ACCOUNT] [--yes]',
  help: `Forgets the tokens and the client secret of an account. Its settings stay.

  --yes  without being asked; needed where there is no terminal

Example:
  jira-token sign-out work`,
  options: { yes: { type: 'boolean' } },
  words: [0, 1],
  run: async (given) => {
    const { id, name, kind, hasClientSecret } = await getAccountSettings(given.positionals[0] ?? null)
    await demandYes(given, `Sign out ${name}, and forget its tokens and client secret?`)
    await ask<RouteAnswer<'signOut'>>({ method: 'POST', target: accountPath(id, 'sign-out') })
    note(`Signed out: ${name}. ${accessThere(kind)}`)
    const again = hasClientSecret ? ' It asks for the client secret again.' : ''
    note(`To come back: jira-token sign-in ${quoted(name)}.${again}`)
  },
}
