import type { OwnerError } from '../../client/owner-error.ts'
import { ProgramError } from '../../client/run-program.ts'
import { runWithNewestToken } from '../../client/run-with-newest-token.ts'
import { runWithToken } from '../../client/run-with-token.ts'
import { cleanText } from '../../shared/clean-text.ts'
import { defineCommand } from '../command.ts'
import { accountArgument, minValidOption } from '../shared-options.ts'
import { note } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'

/** `jira-token run`: runs a program with a valid token in its environment. */
export const command = defineCommand({
  description: `Runs a command with a valid token in its environment:

  JIRA_OAUTH_ACCESS_TOKEN, ATLASSIAN_OAUTH_ACCESS_TOKEN  the token
  JIRA_OAUTH_TOKEN_EXPIRES_AT                            when it expires, such as
                                                         2030-01-31T12:00:00.000Z
  ATLASSIAN_OAUTH_CLOUD_ID                               the site, if known

The command gets your terminal, input, output, and signals. The variables don't change while it runs:
a program that runs longer than the token should call jira-token token again, or be restarted.`,
  arguments: { account: accountArgument },
  options: {
    minValid: minValidOption,
    cloudId: {
      value: 'ID',
      help: `the site (default: the current ATLASSIAN_OAUTH_CLOUD_ID if it is one of the account's sites, or else the
        account's first site)`,
    },
    restartOnRenewal: {
      help: `for programs that read the token once: when it is replaced, end the command with SIGTERM (SIGKILL after
        10 s) and start it again with the new token, at most once a minute, or twice in the lifetime of the token if
        that is shorter. A command that exits on its own isn't started again.`,
    },
  },
  notes: `The exit code is the command's own; 128 + n if signal n ended it; 127 if the command was not found,
126 if it can't be started.`,
  examples: [
    'jira-token run -- ./report.py',
    'jira-token run work --min-valid 1800 -- uvx mcp-atlassian',
    'jira-token run --restart-on-renewal -- python3 dashboard.py',
  ],
  runsCommand: true,
  run: async ({ account, minValid: minValidSec, cloudId, restartOnRenewal }, commandLine) => {
    const program = cleanText(commandLine[0] ?? '')
    const options = {
      account,
      minValidSec,
      cloudId,
      note,
      restarted: () => {
        if (process.stderr.isTTY) note(`jira-token: ${program} was restarted with the new token.`)
      },
      blind: ({ message }: OwnerError) =>
        note(`jira-token: ${program} won’t be restarted on renewal any more. ${message}`),
    }
    const run = restartOnRenewal ? runWithNewestToken : runWithToken
    try {
      process.exitCode = await run(ownerConnection(), commandLine, options)
      // an owner may just be starting, only to be followed
      if (restartOnRenewal) process.exit()
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error
      note(`jira-token: ${error.message}`)
      process.exitCode = error.exitCode
    }
  },
})
