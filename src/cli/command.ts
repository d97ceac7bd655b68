import { parseArgs, type ParseArgsConfig } from 'node:util'
import { CliError } from './cli-error.ts'
import { exitCodes, type ExitCode } from '../shared/exit-codes.ts'
import { closestWord } from '../shared/closest-word.ts'

export type Options = NonNullable<ParseArgsConfig['options']>

/** A command's parsed arguments. */
export interface Given {
  readonly positionals: readonly string[]
  /** The words after `--`, for commands that run another program. */
  readonly commandLine: readonly string[]
  has(flag: string): boolean
  value(option: string): string | null
  /** For an option that may be repeated. */
  values(option: string): readonly string[]
}

/** A `jira-token` command; each has its own file. */
export interface Command {
  /** What follows `jira-token`: `token [ACCOUNT] [--min-valid S]`. Error messages name missing arguments as it does. */
  readonly usage: string
  /** What it does, its options and examples. */
  readonly help: string
  readonly options: Options
  /** For shell completion: what a word of the usage line, such as `KIND`, can stand for. */
  readonly values?: Readonly<Record<string, readonly string[]>>
  /** How many arguments it takes besides options. */
  readonly words: readonly [min: number, max: number]
  /** It runs another program, given after `--`. */
  readonly runsCommand?: true
  run(given: Given): Promise<void> | void
}

export const failure = (message: string, exitCode: ExitCode = exitCodes.failed): CliError =>
  new CliError(exitCode, message)

export const usageError = (message: string): CliError => failure(message, exitCodes.usage)

/** `add, list, or remove`. */
export function listOr(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

/** `typed` as on the command line: `--josn`. `options` without dashes. */
export function unknownOption(typed: string, options: readonly string[]): CliError {
  const meant = typed.startsWith('--') ? closestWord(typed.slice(2), [...options, 'help', 'verbose']) : null
  return usageError(
    `unknown option '${oneLine(typed)}'.${meant === null ? '' : ` Did you mean '--${meant}'?`}`,
  )
}

/** `group` is the first word of a command that has several, such as `accounts`. */
export function unknownCommand(typed: string, commands: readonly string[], group = ''): CliError {
  const inGroup = (word: string) => `'${group === '' ? '' : `${group} `}${oneLine(word)}'`
  const meant = closestWord(typed, commands)
  const others = group === '' ? '' : ` Use ${listOr(commands)}.`
  return usageError(
    `unknown command ${inGroup(typed)}.${meant === null ? others : ` Did you mean ${inGroup(meant)}?`}`,
  )
}

/** `what` as in the usage line: `NAME`, or `--url`. */
export function missing(what: string, hint = ''): CliError {
  return usageError(`missing ${what}${hint === '' ? '' : `: ${hint}`}`)
}

/** For two options that exclude each other. */
export function chooseOne(option: string, other: string): CliError {
  return usageError(`use ${option} or ${other}, not both`)
}

/** The arguments that the usage line shows without brackets: `NAME`, or `add|list|remove`. */
function requiredWords(usage: string): string[] {
  return usage
    .replaceAll(/\[[^\]]*\]/g, '')
    .split(' ')
    .filter((word) => /[A-Z|]/.test(word))
}

/** Node's parser, with error messages of our own. Throws `CliError`, `usage`. */
function parseOptions({ options }: Command, args: readonly string[]) {
  // loading the parser takes half as long as asking the owner
  if (args.length === 0) return { values: {}, positionals: [] }
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    if (!Object.hasOwn(options, name)) throw unknownOption(rawName, Object.keys(options))
    const takesValue = options[name]?.type === 'string'
    if (!takesValue && value !== undefined) throw usageError(`${rawName} doesn't take a value`)
    // what looks like an option is one that was meant to follow
    const isOption = inlineValue === false && value.length > 1 && value.startsWith('-')
    if (takesValue && (value === undefined || isOption))
      throw usageError(
        `${rawName} needs a value${isOption ? ` (if it begins with -: ${rawName}=VALUE)` : ''}`,
      )
  }
  return { values, positionals }
}

function checkCount({ usage, words: [min, max] }: Command, positionals: readonly string[]): void {
  const extra = positionals[max]
  if (extra !== undefined) throw usageError(`unexpected argument '${extra}'`)
  if (positionals.length >= min) return
  const word = requiredWords(usage)[positionals.length] ?? 'argument'
  throw missing(word.includes('|') ? listOr(word.split('|')) : word)
}

/** Reads a command's arguments; after `--` nothing is an option. Throws `CliError`, `usage`. */
export function readArguments(command: Command, args: readonly string[]): Given {
  const end = command.runsCommand === true ? args.indexOf('--') : -1
  try {
    if (command.runsCommand === true && (end === -1 || end === args.length - 1))
      throw missing('--', 'put the command to run after it')
    if (command.runsCommand === true && args[end + 1] === '')
      throw usageError('the command after -- is empty. Is a variable unset?')
    const { values, positionals } = parseOptions(command, end === -1 ? args : args.slice(0, end))
    checkCount(command, positionals)
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
