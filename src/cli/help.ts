import type { Command } from './command.ts'
import { commands, splitCommand } from './commands.ts'
import { print } from './terminal/print.ts'

const all: Readonly<Record<string, { readonly summary: string }>> = {
  token: { summary: 'print a valid access token, and nothing else' },
  ...commands,
}

function formatList(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length))
  return names.map((name) => `  ${name.padEnd(width)}  ${all[name]?.summary ?? ''}`).join('\n')
}

/** `jira-token --help`. */
export function helpOverview(): void {
  print(`Usage: jira-token COMMAND

${formatList(Object.keys(all))}

  jira-token COMMAND --help says more, with examples. --version tells the version.

ACCOUNT is a name or an id; without it, the default account. When nobody holds the accounts, a
command starts the app (hidden) or an agent, and uses that.

  JIRA_TOKEN_HOME    another data folder
  JIRA_TOKEN_SOCKET  the socket to ask, instead of that of the data folder
  NO_COLOR           no colours

Exit codes: 0 ok, 1 failed, 2 usage, 3 sign-in needed, 4 no such account, 5 no keychain,
6 provider unreachable. stdout is only the answer; messages go to stderr.`)
}

/** `jira-token accounts --help` and the like. */
export function helpOfParts(word: string): void {
  const names = splitCommand(word).map((part) => `${word} ${part}`)
  print(`Usage: jira-token ${word} …\n\n${formatList(names)}\n\n  each with --help`)
}

/** `jira-token COMMAND --help`. */
export function printHelp({ usage, help }: Command): void {
  print(`Usage: jira-token ${usage}\n\n${help}`)
}
