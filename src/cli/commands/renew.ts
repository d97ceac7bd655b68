import { noteUnsaved, statusOfAccount } from '../accounts/account-status.ts'
import type { Command } from '../command.ts'
import { localTime } from '../terminal/local-time.ts'
import { ask } from '../connection.ts'
import { print } from '../terminal/print.ts'

/** `jira-token renew`: renews now and shows the old and new expiry. */
export const renewCommand: Command = {
  usage: 'renew [ACCOUNT]',
  help: `Renews the access token now and shows the old and new expiry.

Example:
  jira-token renew work`,
  options: {},
  words: [0, 1],
  run: async ({ positionals: [account = null] }) => {
    const answer = await ask('renew', { account })
    const { account: renewed, expiresAt, previousExpiresAt } = answer
    const was = previousExpiresAt === null ? '' : ` (was ${localTime(previousExpiresAt)})`
    print(`${renewed.name} renewed: expires ${localTime(expiresAt)}${was}`)
    noteUnsaved(await statusOfAccount(answer.account.id))
  },
}
