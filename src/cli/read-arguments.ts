import { parseArgs, type ParseArgsConfig } from 'node:util'
import { listOr, missing, unknownOption, usageError } from './cli-error.ts'
import { flagOf, wordOf, type Command } from './command.ts'

type Typed = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** The words of a command line. */
export interface Words {
  /** By the names of the options. */
  readonly typed: Typed
  readonly positionals: readonly string[]
  /** What follows `--`, if the command runs another program. */
  readonly commandLine: readonly string[]
}

function parserOptions({ options }: Command): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([key, { value, short, multiple = false }]) => [
      wordOf(key),
      { type: value === undefined ? 'boolean' : 'string', multiple, ...(short !== undefined && { short }) },
    ]),
  )
}

/** Node's parser, with error messages of our own. Throws `CliError`, `usage`. */
function parseWords(command: Command, args: readonly string[]): Omit<Words, 'commandLine'> {
  // loading the parser takes half as long as asking the owner
  if (args.length === 0) return { typed: {}, positionals: [] }
  const options = parserOptions(command)
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
  return { typed: values, positionals }
}

function checkCount({ arguments: declared }: Command, positionals: readonly string[]): void {
  const all = Object.values(declared)
  const extra = positionals[all.length]
  if (extra !== undefined) throw usageError(`unexpected argument '${extra}'`)
  const next = all[positionals.length]
  if (next?.required === true) throw missing(listOr(next.value.split('|')))
}

function checkExclusive({ exclusive = [] }: Command, typed: Typed): void {
  for (const alternatives of exclusive) {
    const used = alternatives.flatMap((one) => [one].flat().find((key) => wordOf(key) in typed) ?? [])
    const [first, second] = used.map(flagOf)
    if (first !== undefined && second !== undefined) throw usageError(`use ${first} or ${second}, not both`)
  }
}

/** Splits the arguments of a command. After `--` nothing is an option. Throws `CliError`, `usage`. */
export function readWords(command: Command, args: readonly string[]): Words {
  const end = command.runsCommand === true ? args.indexOf('--') : -1
  if (command.runsCommand === true && (end === -1 || end === args.length - 1))
    throw missing('--', 'put the command to run after it')
  if (command.runsCommand === true && args[end + 1] === '')
    throw usageError('the command after -- is empty. Is a variable unset?')
  const words = parseWords(command, end === -1 ? args : args.slice(0, end))
  checkCount(command, words.positionals)
  return { ...words, commandLine: end === -1 ? [] : args.slice(end + 1) }
}

const asTyped = (text: string) => text

/** The values that `run` gets, by the names in the declaration. Throws `CliError`, `usage`. */
export function readValues(
  command: Command,
  { typed, positionals }: Words,
): Readonly<Record<string, unknown>> {
  checkExclusive(command, typed)
  const values: Record<string, unknown> = {}
  for (const [index, [key, { parse = asTyped }]] of Object.entries(command.arguments).entries()) {
    const text = positionals[index]
    values[key] = text === undefined ? null : parse(text, `the ${wordOf(key)}`)
  }
  for (const [key, { value, required, multiple, parse = asTyped }] of Object.entries(command.options)) {
    const given = typed[wordOf(key)]
    const parsed = (text: string | boolean) => parse(String(text), flagOf(key))
    if (given === undefined && required !== undefined) throw missing(flagOf(key), required)
    if (value === undefined) values[key] = given === true
    else if (multiple === true) values[key] = [given ?? []].flat().map(parsed)
    else values[key] = given === undefined ? null : parsed(String(given))
  }
  return values
}
