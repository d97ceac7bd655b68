import { toCleanJson } from '../../shared/clean-text.ts'
import { defineCommand } from '../command.ts'
import { accountArgument, minValidOption } from '../shared-options.ts'
import { ask } from '../connection.ts'
import { printAndEnd } from '../terminal/print.ts'

/** `jira-token token`: prints only a valid token. */
export const command = defineCommand({
  description: `Prints a valid access token on stdout and nothing else. Renews it first if necessary.`,
  arguments: { account: accountArgument },
  options: {
    minValid: minValidOption,
    header: { help: 'print a header: Authorization: Bearer …' },
    json: { help: 'output JSON, with expiry, scopes, and token id' },
  },
  exclusive: [['header', 'json']],
  examples: [
    'TOKEN=$(jira-token token)',
    'curl -H "$(jira-token token work --header)" https://api.atlassian.com/me',
    'jira-token token --min-valid 600',
  ],
  run: async ({ account, minValid, header, json }) => {
    const answer = await ask('token', { account, min_valid: minValid ?? undefined })
    if (json) printAndEnd(toCleanJson(answer, 2))
    else printAndEnd(header ? `Authorization: Bearer ${answer.accessToken}` : answer.accessToken)
  },
})
