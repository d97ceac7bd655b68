import { noteUnsaved, statusOfAccount } from '../accounts/account-status.ts'
import { defineCommand } from '../command.ts'
import { accountArgument } from '../shared-options.ts'
import { localTime } from '../terminal/local-time.ts'
import { ask } from '../connection.ts'
import { print } from '../terminal/print.ts'

/** `jira-token renew`: renews now and shows the old and new expiry. */
export const command = defineCommand({
  description: `Renews the access token now and shows the old and new expiry.`,
  arguments: { account: accountArgument },
  examples: ['jira-token renew work'],
  run: async ({ account }) => {
    const answer = await ask('renew', { account })
    const { account: renewed, expiresAt, previousExpiresAt } = answer
    const was = previousExpiresAt === null ? '' : ` (was ${localTime(previousExpiresAt)})`
    print(`${renewed.name} renewed: expires ${localTime(expiresAt)}${was}`)
    noteUnsaved(await statusOfAccount(answer.account.id))
  },
})
