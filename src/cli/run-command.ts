import { readArguments, type Command } from './command.ts'

export const asksForHelp = (word: string): boolean => word === '--help' || word === '-h'

/** Runs a command with its arguments, or shows its help. Rejects as the command does, or with `CliError`. */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  const mine = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (mine.some(asksForHelp)) (await import('./help.ts')).printHelp(command)
  else await command.run(readArguments(command, args))
}
