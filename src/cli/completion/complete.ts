import { flagOf, type Argument, type Command, type Option } from '../command.ts'
import { findCommand, firstWords, resolveAlias, splitCommand, summaryOf } from '../commands.ts'

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

const words = (values: readonly string[], summary = (_value: string) => ''): Completion => ({
  kind: 'words',
  candidates: values.map((value) => ({ value, summary: summary(value) })),
})

const wordSummary = (word: string) => (word === 'help' ? 'show the help of a command' : summaryOf(word))

async function valuesOf(declared: Argument | Option | undefined, sources: Sources): Promise<Completion> {
  const { complete = [] } = declared ?? {}
  if (complete === 'files') return { kind: 'files', candidates: [] }
  return words(complete === 'accounts' ? await sources.accountNames() : complete)
}

/** What every command takes. */
const commonOptions: Readonly<Record<string, Option>> = {
  verbose: { help: 'tell what it does, on stderr' },
  help: { help: 'show help and examples' },
}

/** The option that a word is: `--site`, or in short `-s`. */
function findOption({ options }: Command, word: string): Option | undefined {
  return Object.entries(options).find(
    ([key, { short }]) => word === flagOf(key) || (short !== undefined && word === `-${short}`),
  )?.[1]
}

function optionWords(command: Command, given: readonly string[]): Completion {
  const taken = new Set(given.map((word) => findOption(command, word)))
  const free = Object.entries({ ...command.options, ...commonOptions }).filter(
    ([, option]) => option.help !== undefined && (option.multiple === true || !taken.has(option)),
  )
  const candidates = free.map(([key, { help = '' }]) => ({
    value: flagOf(key),
    summary: help.replaceAll(/\s+/g, ' '),
  }))
  return { kind: 'words', candidates }
}

/** The arguments among the words, without options and their values; null: the last word is an option without its value. */
function argumentsIn(command: Command, given: readonly string[]): string[] | null {
  const found: string[] = []
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? ''
    if (!word.startsWith('-')) found.push(word)
    else if (findOption(command, word)?.value !== undefined) {
      at += 1
      if (at === given.length) return null
    }
  }
  return found
}

async function completeCommand(
  command: Command,
  given: readonly string[],
  current: string,
  sources: Sources,
): Promise<Completion> {
  if (command.runsCommand === true && given.includes('--')) return { kind: 'program', candidates: [] }
  const inline = /^(--[^=]+)=/.exec(current)
  if (inline !== null) {
    const [start, option = ''] = inline
    const found = await valuesOf(findOption(command, option), sources)
    return {
      ...found,
      candidates: found.candidates.map(({ value }) => ({ value: start + value, summary: '' })),
    }
  }
  const before = argumentsIn(command, given)
  if (before === null) return valuesOf(findOption(command, given.at(-1) ?? ''), sources)
  if (current.startsWith('-')) return optionWords(command, given)
  return valuesOf(Object.values(command.arguments)[before.length], sources)
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
    return words(current.startsWith('-') ? ['--help', '--version'] : firstWords(), wordSummary)
  const parts = splitCommand(first)
  const found =
    first === 'token' ? { command: sources.tokenCommand, rest: given.slice(1) } : await findCommand(given)
  const isGroup = given.length === 1 && parts.length > 0 && !current.startsWith('-')
  if (isGroup) return words(parts, (part) => summaryOf(`${first} ${part}`))
  if (found === null || isHelp) return words([])
  return completeCommand(found.command, found.rest, current, sources)
}
