import type { TokenAnswer } from '../shared/local-api.ts'
import { parseArguments } from './arguments.ts'
import { accountPath, askOwner } from './ask-owner.ts'
import { CliError } from './cli-error.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './print.ts'

/** `jira-token token`: the valid token alone. */
export async function token(words: readonly string[]): Promise<void> {
  const wish = parseArguments(words, {
    account: true,
    flags: ['--header', '--json'],
    options: ['--min-valid'],
  })
  const minValid = wish.value('--min-valid')
  if (minValid !== null && !/^\d{1,9}$/.test(minValid))
    throw new CliError(exitCodes.usage, '--min-valid needs a number of seconds')
  if (wish.has('--header') && wish.has('--json'))
    throw new CliError(exitCodes.usage, 'choose one of --header and --json')
  const query = minValid === null ? '' : `?min_valid=${minValid}`
  const answer = await askOwner<TokenAnswer>('GET', accountPath(wish.account, 'token') + query)
  if (wish.has('--json')) print(JSON.stringify(answer, null, 2))
  else print(wish.has('--header') ? `Authorization: Bearer ${answer.accessToken}` : answer.accessToken)
}
