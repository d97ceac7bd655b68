import type { Command } from './command.ts'
import { commands, splitCommand } from './commands.ts'
import { terminalColumns, wrapHelp } from './terminal/fit.ts'
import { print } from './terminal/print.ts'

const all: Readonly<Record<string, { readonly summary: string }>> = {
  token: { summary: 'print a valid access token' },
  ...commands,
}

function formatList(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length))
  return names.map((name) => `  ${name.padEnd(width)}  ${all[name]?.summary ?? ''}`).join('\n')
}

const printFitting = (text: string) => print(wrapHelp(text, terminalColumns()))

/** `jira-token --help`. */
export function helpOverview(): void {
  printFitting(`Usage: jira-token COMMAND

${formatList(Object.keys(all))}

Run 'jira-token COMMAND --help' for details and examples, or 'jira-token --version' for the version.
login, logout, whoami, and ls are short for sign-in, sign-out, test, and accounts list.

ACCOUNT is a name or id (default: the default account). If neither the app nor an agent is running,
one is started in the background.

Every command takes --verbose: it tells on stderr which requests are sent to the app or agent, and how long
they take. An agent that is started then logs more.

  JIRA_TOKEN_DEBUG   1: the same as --verbose
  JIRA_TOKEN_HOME    use this data folder instead of the default
  JIRA_TOKEN_SOCKET  connect to this socket instead of the data folder's
  NO_COLOR           turn off colors; TERM=dumb also turns off the live view of monitor

Exit codes: 0 ok, 1 failed, 2 usage error, 3 sign-in required, 4 no such account, 5 keychain problem,
6 provider unreachable. Results go to stdout, messages to stderr.`)
}

/** `jira-token accounts --help` and similar. */
export function helpOfParts(word: string): void {
  const names = splitCommand(word).map((part) => `${word} ${part}`)
  printFitting(
    `Usage: jira-token ${word} COMMAND\n\n${formatList(names)}\n\nRun 'jira-token ${word} COMMAND --help' for details and examples.`,
  )
}

/** `jira-token COMMAND --help`. */
export function printHelp({ usage, help }: Command): void {
  printFitting(`Usage: jira-token ${usage}\n\n${help}`)
}
