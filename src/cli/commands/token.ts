import type { TokenAnswer } from '../../shared/local-api.ts'
import { accountPath } from '../../client/ask-owner.ts'
import { usageError, type Command } from '../command.ts'
import { parseMinValidSec } from '../min-valid.ts'
import { ask } from '../connection.ts'
import { printAndEnd } from '../terminal/print.ts'

/** `jira-token token`: the valid token alone. */
export const tokenCommand: Command = {
  usage: 'token [ACCOUNT] [--min-valid SECONDS] [--header | --json]',
  help: `Prints a valid access token on stdout, and nothing else. It is renewed first if need be.

  --min-valid SECONDS  with at least so much life left (default: 60, or half of a short life)
  --header             as a header: Authorization: Bearer …
  --json               with expiry, scopes and the token's id

Examples:
  TOKEN=$(jira-token token)
  curl -H "$(jira-token token work --header)" https://api.atlassian.com/me
  jira-token token --min-valid 600`,
  options: { 'min-valid': { type: 'string' }, header: { type: 'boolean' }, json: { type: 'boolean' } },
  words: [0, 1],
  run: async (given) => {
    const minValidSec = parseMinValidSec(given)
    if (given.has('header') && given.has('json')) throw usageError('choose one of --header and --json')
    const query = minValidSec === null ? '' : `?min_valid=${minValidSec}`
    const target = accountPath(given.positionals[0] ?? null, 'token') + query
    const answer = await ask<TokenAnswer>({ method: 'GET', target })
    if (given.has('json')) printAndEnd(JSON.stringify(answer, null, 2))
    else printAndEnd(given.has('header') ? `Authorization: Bearer ${answer.accessToken}` : answer.accessToken)
  },
}
