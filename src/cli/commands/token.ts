import { toCleanJson } from '../../shared/clean-text.ts'
import { chooseOne, type Command } from '../command.ts'
import { parseMinValidSec } from '../min-valid.ts'
import { ask } from '../connection.ts'
import { printAndEnd } from '../terminal/print.ts'

/** `jira-token token`: prints only a valid token. */
export const tokenCommand: Command = {
  usage: 'token [ACCOUNT] [--min-valid SECONDS] [--header | --json]',
  help: `Prints a valid access token on stdout and nothing else. Renews it first if necessary.

  --min-valid SECONDS  renew first if the token expires sooner (default: 60 s, or half its lifetime if shorter)
  --header             print a header: Authorization: Bearer …
  --json               output JSON, with expiry, scopes, and token id

Examples:
  TOKEN=$(jira-token token)
  curl -H "$(jira-token token work --header)" https://api.atlassian.com/me
  jira-token token --min-valid 600`,
  options: { 'min-valid': { type: 'string' }, header: { type: 'boolean' }, json: { type: 'boolean' } },
  words: [0, 1],
  run: async (given) => {
    const minValidSec = parseMinValidSec(given)
    if (given.has('header') && given.has('json')) throw chooseOne('--header', '--json')
    const account = given.positionals[0] ?? null
    const answer = await ask('token', { account, min_valid: minValidSec ?? undefined })
    if (given.has('json')) printAndEnd(toCleanJson(answer, 2))
    else printAndEnd(given.has('header') ? `Authorization: Bearer ${answer.accessToken}` : answer.accessToken)
  },
}
