import { accountPath } from '../../../client/ask-owner.ts'
import type { RouteAnswer } from '../../../shared/local-api.ts'
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
    const target = accountPath(before.id, '')
    const { account } = await ask<RouteAnswer<'changeAccount'>>({ method: 'PATCH', target, body: { name } })
    note(`Renamed ${before.name} to ${account.name}.`)
  },
}
