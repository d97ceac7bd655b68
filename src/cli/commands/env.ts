import { guessText, tokenVariables } from '../../client/token-variables.ts'
import { listOr, usageError, type Command } from '../command.ts'
import { parseMinValidSec } from '../min-valid.ts'
import { note, print } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'
import { exportLine, likelyShell, shells, type Shell } from '../shell-export.ts'

function parseShell(name: string | null): Shell {
  if (name === null) return likelyShell(process.env)
  const shell = shells.find((one) => one === name)
  if (shell === undefined) throw usageError(`--shell must be ${listOr(shells)}`)
  return shell
}

/** `jira-token env`: a valid token as lines for a shell to evaluate. */
export const envCommand: Command = {
  usage: 'env [ACCOUNT] [--shell sh|fish|powershell] [--min-valid SECONDS] [--cloud-id ID]',
  help: `Prints commands that set the same variables as jira-token run, for your shell to evaluate. The token
expires (Jira Cloud: within an hour), and every program you start from that shell can read it. To give
it to one program only, use jira-token run.

  --shell NAME         sh (bash, zsh, …), fish, or powershell (default: from $SHELL)
  --min-valid SECONDS  renew first if the token expires sooner (default: 60 s, or half its lifetime if shorter)
  --cloud-id ID        the site; same default as jira-token run

Examples:
  eval "$(jira-token env)"
  jira-token env work --shell fish | source
  jira-token env --shell powershell | Out-String | Invoke-Expression`,
  options: { shell: { type: 'string' }, 'min-valid': { type: 'string' }, 'cloud-id': { type: 'string' } },
  words: [0, 1],
  run: async (given) => {
    const shell = parseShell(given.value('shell'))
    const found = await tokenVariables(ownerConnection(), {
      account: given.positionals[0] ?? null,
      minValidSec: parseMinValidSec(given),
      cloudId: given.value('cloud-id'),
    })
    const guess = guessText(found)
    if (guess !== null) note(guess)
    const lines = Object.entries(found.variables).map(([name, value]) => exportLine(shell, name, value))
    print(lines.join('\n'))
  },
}
