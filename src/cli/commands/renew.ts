import { accountPath } from '../../client/ask-owner.ts'
import type { RenewAnswer } from '../../shared/local-api.ts'
import { noteUnsaved, statusOfAccount } from '../accounts/account-status.ts'
import type { Command } from '../command.ts'
import { localTime } from '../terminal/local-time.ts'
import { ask } from '../connection.ts'
import { print } from '../terminal/print.ts'

/** `jira-token renew`: a new token now; says when the old one would have expired and when the new one does. */
export const renewCommand: Command = {
  usage: 'renew [ACCOUNT]',
  help: `Renews the access token now, and shows the old and the new expiry.

Example:
  jira-token renew work`,
  options: {},
  words: [0, 1],
  run: async ({ positionals: [account = null] }) => {
    const answer = await ask<RenewAnswer>({ method: 'POST', target: accountPath(account, 'renew') })
    const before = localTime(answer.previousExpiresAt)
    print(`${answer.account.name}: expires at ${localTime(answer.expiresAt)} (before: ${before})`)
    noteUnsaved(await statusOfAccount(answer.account.id))
  },
}
