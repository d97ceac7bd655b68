import { singleQuoted } from '../../shared/quote-for-shell.ts'
import { guessText, tokenVariables } from '../../client/token-variables.ts'
import { defineCommand, oneOf } from '../command.ts'
import { accountArgument, minValidOption } from '../shared-options.ts'
import { ownerConnection } from '../connection.ts'
import { note, print } from '../terminal/print.ts'

/** Shells, grouped by how they set variables. */
export const shells = ['sh', 'fish', 'powershell'] as const

export type Shell = (typeof shells)[number]

const lines: Record<Shell, (name: string, value: string) => string> = {
  // POSIX, Shell Command Language, 2.2.2: nothing is special within single quotes, and no quote can be there
  sh: (name, value) => `export ${name}=${singleQuoted(value)}`,
  // fish, "Quotes": \' and \\ alone are special within single quotes
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`,
  // PowerShell, about_Quoting_Rules: a doubled quote is one; curly quotes are quotes as well
  powershell: (name, value) => `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`,
}

/**
 * A line that sets an environment variable in that shell. Throws if the value has a control character: a shell that
 * reads line by line could run what follows it as a command.
 */
export function exportLine(shell: Shell, name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new Error(`${name} contains control characters.`)
  return lines[shell](name, value)
}

/** The user's most likely shell, by `$SHELL` and platform. */
export function likelyShell(environment: NodeJS.ProcessEnv, platform = process.platform): Shell {
  const name = (environment['SHELL'] ?? '').split(/[/\\]/).at(-1) ?? ''
  if (name === '') return platform === 'win32' ? 'powershell' : 'sh'
  if (name.startsWith('fish')) return 'fish'
  return /^(pwsh|powershell)/.test(name) ? 'powershell' : 'sh'
}

/** `jira-token env`: a valid token as lines for a shell to evaluate. */
export const command = defineCommand({
  description: `Prints commands that set the same variables as jira-token run, for your shell to evaluate. The token
expires (Jira Cloud: within an hour), and every program you start from that shell can read it. To give
it to one program only, use jira-token run.`,
  arguments: { account: accountArgument },
  options: {
    shell: {
      ...oneOf(shells),
      value: 'NAME',
      help: 'sh (bash, zsh, …), fish, or powershell (default: from $SHELL)',
    },
    minValid: minValidOption,
    cloudId: { value: 'ID', help: 'the site; same default as jira-token run' },
  },
  examples: [
    'eval "$(jira-token env)"',
    'jira-token env work --shell fish | source',
    'jira-token env --shell powershell | Out-String | Invoke-Expression',
  ],
  run: async ({ account, shell: wanted, minValid: minValidSec, cloudId }) => {
    const shell = wanted ?? likelyShell(process.env)
    const found = await tokenVariables(ownerConnection(), { account, minValidSec, cloudId })
    const guess = guessText(found)
    if (guess !== null) note(guess)
    const lines = Object.entries(found.variables).map(([name, value]) => exportLine(shell, name, value))
    print(lines.join('\n'))
  },
})
