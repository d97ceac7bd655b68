import { mcpClientIds } from '../../shared/mcp-client-ids.ts'
import type { Command } from '../command.ts'
import { commands, firstWords, resolveAlias, splitCommand } from '../commands.ts'
import { declaredArguments, declaredValue, isDeclared, optionSummary } from './declared.ts'

export interface Candidate {
  readonly value: string
  /** Empty for none. */
  readonly summary: string
}

/** What may come next: these words, a file, or another program with its arguments. */
export interface Completion {
  readonly kind: 'words' | 'files' | 'program'
  readonly candidates: readonly Candidate[]
}

interface Sources {
  /** It is bundled into the program's first file, and can't be loaded from here. */
  readonly tokenCommand: Command
  /** Resolves with the names of the accounts; empty if nobody can be asked. */
  readonly accountNames: () => Promise<readonly string[]>
}

const files: Completion = { kind: 'files', candidates: [] }

const words = (values: readonly string[], summary = (_value: string) => ''): Completion => ({
  kind: 'words',
  candidates: values.map((value) => ({ value, summary: summary(value) })),
})

const summaries: Readonly<Record<string, string>> = {
  token: 'print a valid access token',
  help: 'show the help of a command',
}

const commandSummary = (name: string) => summaries[name] ?? commands[name]?.summary ?? ''

/** What a word of the usage line stands for. */
async function valuesOf(
  placeholder: string,
  { values }: Command,
  { accountNames }: Sources,
): Promise<Completion> {
  const declared = values?.[placeholder]
  if (declared !== undefined) return words(declared)
  if (placeholder === 'ACCOUNT') return words(await accountNames())
  if (placeholder === 'CLIENT') return words(mcpClientIds)
  if (placeholder.startsWith('FILE')) return files
  // of `auto|ID|none`, the words in capitals stand for others
  return words(placeholder.split('|').filter((word) => placeholder.includes('|') && !/[A-Z]/.test(word)))
}

/** The command that the words name, and how many of them are its name; null for none. */
async function findCommand(
  typed: readonly string[],
  { tokenCommand }: Sources,
): Promise<{ command: Command; count: number } | null> {
  if (typed[0] === 'token') return { command: tokenCommand, count: 1 }
  for (const count of [2, 1].filter((one) => one <= typed.length)) {
    const name = typed.slice(0, count).join(' ')
    const command = Object.hasOwn(commands, name) ? await commands[name]?.load() : undefined
    if (command !== undefined) return { command, count }
  }
  return null
}

/** What every command takes. */
const commonOptions: Readonly<Record<string, string>> = {
  verbose: 'tell what it does, on stderr',
  help: 'show help and examples',
}

function optionWords(command: Command, given: readonly string[]): Completion {
  const taken = new Set(given.filter((word) => word.startsWith('-')).map((word) => optionName(command, word)))
  const isFree = (name: string) => command.options[name]?.multiple === true || !taken.has(name)
  // some options only exist to be refused
  const names = Object.keys(command.options).filter((name) => isFree(name) && isDeclared(command, name))
  return words(
    [...names, ...Object.keys(commonOptions)].map((name) => `--${name}`),
    (option) => commonOptions[option.slice(2)] ?? optionSummary(command, option.slice(2)),
  )
}

/** The name of the option that a word is: `--site`, or in short `-s`; empty for none. */
function optionName({ options }: Command, word: string): string {
  if (word.startsWith('--')) return word.slice(2)
  return Object.keys(options).find((name) => options[name]?.short === word.slice(1)) ?? ''
}

/** The arguments among the words, without options and their values; null: the last word is an option without its value. */
function argumentsIn(command: Command, given: readonly string[]): string[] | null {
  const found: string[] = []
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? ''
    if (!word.startsWith('-')) found.push(word)
    else if (command.options[optionName(command, word)]?.type === 'string') {
      at += 1
      if (at === given.length) return null
    }
  }
  return found
}

async function completeCommand(
  command: Command,
  count: number,
  given: readonly string[],
  current: string,
  sources: Sources,
): Promise<Completion> {
  if (command.runsCommand === true && given.includes('--')) return { kind: 'program', candidates: [] }
  const inline = /^--([^=]+)=/.exec(current)
  if (inline !== null) {
    const [start, option = ''] = inline
    if (command.options[option]?.type !== 'string') return words([])
    const found = await valuesOf(declaredValue(command, option), command, sources)
    return {
      ...found,
      candidates: found.candidates.map(({ value }) => ({ value: start + value, summary: '' })),
    }
  }
  const before = argumentsIn(command, given)
  if (before === null) {
    const option = optionName(command, given.at(-1) ?? '')
    return valuesOf(declaredValue(command, option), command, sources)
  }
  if (current.startsWith('-')) return optionWords(command, given)
  const placeholder = declaredArguments(command, count)[before.length]
  return placeholder === undefined ? words([]) : valuesOf(placeholder, command, sources)
}

/** What can follow `typed` (without `jira-token`) if the next word begins with `current`. */
export async function complete(
  typed: readonly string[],
  current: string,
  sources: Sources,
): Promise<Completion> {
  const isHelp = typed[0] === 'help'
  const given = resolveAlias(isHelp ? typed.slice(1) : typed)
  const [first = ''] = given
  if (given.length === 0)
    return words(current.startsWith('-') ? ['--help', '--version'] : firstWords(), commandSummary)
  const parts = splitCommand(first)
  const found = await findCommand(given, sources)
  const isGroup = given.length === 1 && parts.length > 0 && !current.startsWith('-')
  if (isGroup) return words(parts, (part) => commandSummary(`${first} ${part}`))
  if (found === null || isHelp) return words([])
  const { command, count } = found
  return completeCommand(command, count, given.slice(count), current, sources)
}
