import { guessText, tokenVariables } from '../../client/token-variables.ts'
import { usageError, type Command } from '../command.ts'
import { parseMinValidSec } from '../min-valid.ts'
import { note, print } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'
import { exportLine, likelyShell, shells, type Shell } from '../shell-export.ts'

function parseShell(name: string | null): Shell {
  if (name === null) return likelyShell(process.env)
  const shell = shells.find((one) => one === name)
  if (shell === undefined) throw usageError(`--shell must be one of ${shells.join(', ')}`)
  return shell
}

/** `jira-token env`: a valid token as lines that a shell evaluates. */
export const envCommand: Command = {
  usage: 'env [ACCOUNT] [--shell sh|fish|powershell] [--min-valid SECONDS] [--cloud-id ID]',
  help: `Prints lines that set the variables of jira-token run in your shell. The token is valid for an hour
at most, and every program that you start from there sees it: jira-token run keeps it to one.

  --shell NAME         sh (bash, zsh, …), fish or powershell; default: as $SHELL says
  --min-valid SECONDS  with at least so much life left (default: 60, or half of a short life)
  --cloud-id ID        the site; default as for jira-token run

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
