import { OwnerError } from '../adapters/client/owner-error.ts'
import { CliError } from './cli-error.ts'
import { readArguments, usageError, type Command } from './command.ts'
import { commands, partsOf } from './commands.ts'
import { tokenCommand } from './commands/token.ts'
import { exitCodeFor, exitCodes, type ExitCode } from './exit-codes.ts'
import { print } from './print.ts'
import { version } from './version.ts'

const asksForHelp = (word: string) => word === '--help' || word === '-h'

/** The command that the first words name, and the rest of the words. */
async function commandIn(words: readonly string[]): Promise<readonly [Command, readonly string[]]> {
  const [name = '', part = ''] = words
  if (name === 'token') return [tokenCommand, words.slice(1)]
  for (const [full, count] of [
    [`${name} ${part}`, 2],
    [name, 1],
  ] as const)
    if (Object.hasOwn(commands, full)) {
      const command = await commands[full]?.load()
      if (command !== undefined) return [command, words.slice(count)]
    }
  const parts = partsOf(name)
  if (parts.length > 0)
    throw usageError(`${name} is followed by one of ${parts.join(', ')}\nTry: jira-token ${name} --help`)
  const problem = name === '' ? 'a command is missing' : `unknown command ${name}`
  throw usageError(`${problem}\nTry: jira-token --help`)
}

async function run(words: readonly string[]): Promise<void> {
  const [name = '', part = ''] = words
  if (name === '--version') return print(version)
  if (asksForHelp(name) || name === 'help') return (await import('./help.ts')).helpOverview()
  if (asksForHelp(part) && partsOf(name).length > 0 && !Object.hasOwn(commands, name))
    return (await import('./help.ts')).helpOfParts(name)
  const [command, args] = await commandIn(words)
  const mine = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (mine.some(asksForHelp)) return (await import('./help.ts')).helpOf(command)
  await command.run(readArguments(command, args))
}

function fail(message: string, exitCode: ExitCode): void {
  process.stderr.write(`jira-token: ${message}\n`)
  process.exitCode = exitCode
}

run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CliError) fail(error.message, error.exitCode)
  else if (error instanceof OwnerError) fail(`${error.message} (${error.code})`, exitCodeFor(error.code))
  else fail(error instanceof Error ? error.message : String(error), exitCodes.failed)
})
