import { ProgramError } from '../../client/run-program.ts'
import { runWithToken } from '../../client/run-with-token.ts'
import type { Command } from '../command.ts'
import { parseMinValidSec } from '../min-valid.ts'
import { note } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'

/** `jira-token run`: a program with a valid token in its environment. */
export const runCommand: Command = {
  usage: 'run [ACCOUNT] [--min-valid SECONDS] [--cloud-id ID] -- COMMAND…',
  help: `Runs a command with a valid token in its environment:

  JIRA_OAUTH_ACCESS_TOKEN, ATLASSIAN_OAUTH_ACCESS_TOKEN  the token
  JIRA_OAUTH_TOKEN_EXPIRES_AT                            until when it is valid, such as
                                                         2030-01-31T12:00:00.000Z
  ATLASSIAN_OAUTH_CLOUD_ID                               the site, when it is known

Terminal, input, output and signals are the command's. The token is not renewed while it runs: what
runs for longer than an hour asks again with jira-token token.

  --min-valid SECONDS  with at least so much life left (default: 60, or half of a short life)
  --cloud-id ID        the site; else ATLASSIAN_OAUTH_CLOUD_ID as it is already, if it is one of the
                       account's sites, else the account's first

Ends with the command's exit code; 128 + n when signal n ended it; 127 when there is no such command,
126 when it can't be started.

Examples:
  jira-token run -- ./report.py
  jira-token run work --min-valid 1800 -- uvx mcp-atlassian`,
  options: { 'min-valid': { type: 'string' }, 'cloud-id': { type: 'string' } },
  words: [0, 1],
  runsCommand: true,
  run: async (given) => {
    const { commandLine, positionals } = given
    const minValidSec = parseMinValidSec(given)
    try {
      process.exitCode = await runWithToken(ownerConnection(), commandLine, {
        account: positionals[0] ?? null,
        minValidSec,
        cloudId: given.value('cloud-id'),
        note,
      })
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error
      note(`jira-token: ${error.message}`)
      process.exitCode = error.exitCode
    }
  },
}
