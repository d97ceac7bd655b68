import { parseArgs, type ParseArgsConfig } from 'node:util'
import { CliError } from './cli-error.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

export type Options = NonNullable<ParseArgsConfig['options']>

/** What was given to a command. */
export interface Given {
  readonly positionals: readonly string[]
  /** The words after `--`, of a command that runs another one. */
  readonly commandLine: readonly string[]
  has(flag: string): boolean
  value(option: string): string | null
  /** Of an option that may be given more than once. */
  values(option: string): readonly string[]
}

/** One command of `jira-token`, in a file of its own. */
export interface Command {
  /** Words after `jira-token`: `token [ACCOUNT] [--min-valid S]`. */
  readonly usage: string
  /** What it does, its options and examples. */
  readonly help: string
  readonly options: Options
  /** How many words it takes beside options: the least and the most. */
  readonly words: readonly [least: number, most: number]
  /** It runs another command, whose words come after `--`. */
  readonly runsCommand?: true
  run(given: Given): Promise<void> | void
}

export const failure = (message: string, exitCode: ExitCode = exitCodes.failed): CliError =>
  new CliError(exitCode, message)

export const usageError = (message: string): CliError => failure(message, exitCodes.usage)

/** Most often there are none; the parser takes half as long to load as the owner to answer. */
function parsed({ options }: Command, args: readonly string[]): ReturnType<typeof parseArgs> {
  if (args.length === 0) return { values: {}, positionals: [] }
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
}

/** Reads a command's arguments; after `--` nothing is an option. Throws `CliError`, `usage`. */
export function readArguments(command: Command, args: readonly string[]): Given {
  const [least, most] = command.words
  const end = command.runsCommand === true ? args.indexOf('--') : -1
  try {
    if (command.runsCommand === true && (end === -1 || end === args.length - 1))
      throw usageError('the command to run must come after --')
    if (command.runsCommand === true && args[end + 1] === '')
      throw usageError('the command to run after -- is empty: perhaps a variable is not set')
    const { values, positionals } = parsed(command, end === -1 ? args : args.slice(0, end))
    const [extra] = positionals.slice(most)
    if (extra !== undefined) throw usageError(`unexpected argument ${extra}`)
    if (positionals.length < least) throw usageError('an argument is missing')
    return {
      positionals,
      commandLine: end === -1 ? [] : args.slice(end + 1),
      has: (flag) => values[flag] === true,
      value: (option) => {
        const value = values[option]
        return typeof value === 'string' ? value : null
      },
      values: (option) => {
        const value = values[option]
        return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
      },
    }
  } catch (error) {
    const message = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)
    throw usageError(`${message}\nUsage: jira-token ${command.usage}`)
  }
}
