import { OwnerError } from '../adapters/client/owner-error.ts'
import { CliError } from './cli-error.ts'
import { readArguments, usageError, type Command } from './command.ts'
import { commands } from './commands.ts'
import { tokenCommand } from './commands/token.ts'
import { exitCodeFor, exitCodes, type ExitCode } from './exit-codes.ts'
import { print } from './print.ts'
import { version } from './version.ts'

async function commandNamed(name: string): Promise<Command> {
  if (name === 'token') return tokenCommand
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry !== undefined) return entry.load()
  const problem = name === '' ? 'a command is missing' : `unknown command ${name}`
  throw usageError(`${problem}\nTry: jira-token --help`)
}

async function run([name = '', ...args]: readonly string[]): Promise<void> {
  if (name === '--version') return print(version)
  if (name === '--help' || name === '-h' || name === 'help') return (await import('./help.ts')).helpOverview()
  const command = await commandNamed(name)
  const mine = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (mine.includes('--help') || mine.includes('-h')) return (await import('./help.ts')).helpOf(command)
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
