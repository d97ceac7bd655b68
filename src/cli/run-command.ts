import { usageError } from './cli-error.ts'
import type { Command } from './command.ts'
import { readValues, readWords } from './read-arguments.ts'

export const asksForHelp = (word: string): boolean => word === '--help' || word === '-h'

async function splitWords(name: string, command: Command, args: readonly string[]) {
  try {
    return readWords(command, args)
  } catch (error) {
    const message = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)
    // only errors need it
    const { usageLine } = await import('./help.ts')
    throw usageError(`${message}\nUsage: jira-token ${usageLine(name, command)}`)
  }
}

/** Runs the command of that name, or shows its help. Rejects as the command does, or with `CliError`. */
export async function runCommand(name: string, command: Command, args: readonly string[]): Promise<void> {
  const mine = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (mine.some(asksForHelp)) return (await import('./help.ts')).printHelp(name, command)
  const words = await splitWords(name, command, args)
  // typed by the declaration that they were read by
  await command.run(readValues(command, words) as never, words.commandLine)
}
