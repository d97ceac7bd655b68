import type { RenewAnswer } from '../shared/local-api.ts'
import { parseArguments } from './arguments.ts'
import { accountPath, askOwner } from './ask-owner.ts'
import { localTime } from './local-time.ts'
import { print } from './print.ts'

/** `jira-token renew`: a new token now; says when the old one would have expired and when the new one does. */
export async function renew(words: readonly string[]): Promise<void> {
  const { account } = parseArguments(words, { account: true, flags: [], options: [] })
  const answer = await askOwner<RenewAnswer>('POST', accountPath(account, 'renew'))
  print(
    `${answer.account.name}: expires at ${localTime(answer.expiresAt)} (before: ${localTime(answer.previousExpiresAt)})`,
  )
}
