import { usageError } from './command.ts'
import { commands, splitCommand } from './commands.ts'
import { helpOfParts, helpOverview } from './help.ts'
import { print } from './terminal/print.ts'
import { asksForHelp, runCommand } from './run-command.ts'
import { version } from './version.ts'

/** `jira-token help COMMAND`, as `jira-token COMMAND --help`. */
async function helpFor(words: readonly string[]): Promise<void> {
  const [first = ''] = words
  if (asksForHelp(first)) return helpOverview()
  return runNamedCommand([...words.filter((word) => !asksForHelp(word)), '--help'])
}

/** Runs the command that the first words name. Rejects as `runCommand`, and with `CliError` for unknown words. */
export async function runNamedCommand(words: readonly string[]): Promise<void> {
  const [name = '', part = ''] = words
  if (name === '--version') return print(version)
  if (name === 'help' && part !== '') return helpFor(words.slice(1))
  if (asksForHelp(name) || name === 'help') return helpOverview()
  const parts = splitCommand(name)
  if (asksForHelp(part) && parts.length > 0 && !Object.hasOwn(commands, name)) return helpOfParts(name)
  for (const [full, count] of [
    [`${name} ${part}`, 2],
    [name, 1],
  ] as const)
    if (Object.hasOwn(commands, full)) {
      const command = await commands[full]?.load()
      if (command !== undefined) return runCommand(command, words.slice(count))
    }
  if (parts.length > 0)
    throw usageError(`${name} is followed by one of ${parts.join(', ')}\nTry: jira-token ${name} --help`)
  const problem = name === '' ? 'a command is missing' : `unknown command ${name}`
  throw usageError(`${problem}\nTry: jira-token --help`)
}
