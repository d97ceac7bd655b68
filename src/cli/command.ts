import { closestWord } from '../shared/closest-word.ts'
import { listOr, usageError } from './cli-error.ts'

/** What stands for a word that the user types. */
interface Placeholder {
  /** As the help shows it: `SECONDS`, or `add|list|remove`. */
  readonly value: string
  /** What the Tab key completes. */
  readonly complete?: 'accounts' | 'files' | readonly string[]
  /** Reads what was typed; `name` is what errors call it: `--min-valid`, or `the shell`. Throws `CliError`, `usage`. */
  readonly parse?: (text: string, name: string) => unknown
}

export interface Argument extends Placeholder {
  readonly required?: true
}

/** An option with a `value`, or else a flag. */
export interface Option extends Partial<Placeholder> {
  /** Its line in the help, and what the Tab key shows; without one, it is hidden: it only exists to be refused. */
  readonly help?: string
  readonly short?: string
  /** Why it can't be left out, for the error. */
  readonly required?: string
  /** It can be repeated. */
  readonly multiple?: true
}

type Arguments = Readonly<Record<string, Argument>>
type Options = Readonly<Record<string, Option>>
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- no names at all, so that any other does not compile
type None = Record<never, never>

type Parsed<P> = P extends { parse: (...words: never[]) => infer T } ? T : string

type ArgumentValue<A> = A extends { required: true } ? Parsed<A> : Parsed<A> | null

type OptionValue<O> = O extends { value: string }
  ? O extends { multiple: true }
    ? readonly Parsed<O>[]
    : O extends { required: string }
      ? Parsed<O>
      : Parsed<O> | null
  : boolean

/** What the user gave: null for an option or argument that was left out, false for a flag. */
export type OptionValues<O> = { readonly [K in keyof O]: OptionValue<O[K]> }
type ArgumentValues<A> = { readonly [K in keyof A]: ArgumentValue<A[K]> }

/** Options of which one at most can be used; a list stands for options that can be used together. */
type Alternatives<K> = readonly (K | readonly K[])[]

/** A `jira-token` command; each has its own file. `--min-valid` is declared as `minValid`. */
interface Declaration<A extends Arguments, O extends Options> {
  /** What it does. */
  readonly description: string
  readonly arguments?: A
  /** In the order of the help. */
  readonly options?: O
  readonly exclusive?: readonly Alternatives<keyof O & string>[]
  /** The options that the usage line shows, if it would be too long with all of them. */
  readonly shown?: readonly (keyof O & string)[]
  /** What the help says after the options. */
  readonly notes?: string
  readonly examples?: readonly string[]
  /** It runs another program, given after `--`. */
  readonly runsCommand?: true
  /** @param commandLine the words after `--`, if it runs another program */
  run(values: ArgumentValues<A> & OptionValues<O>, commandLine: readonly string[]): Promise<void> | void
}

/** A declared command, as usage line, help, completion, and parser read it. */
export interface Command extends Omit<Declaration<Arguments, Options>, 'run'> {
  readonly arguments: Arguments
  readonly options: Options
  run(values: never, commandLine: readonly string[]): Promise<void> | void
}

/**
 * Declares a command. The values that `run` gets are typed as declared. It all stands on Node's own parser: a library would
 * save about 100 lines, but completes no values, and its errors say less.
 */
export function defineCommand<const A extends Arguments = None, const O extends Options = None>(
  declaration: Declaration<A, O>,
): Command {
  return { arguments: {}, options: {}, ...declaration }
}

/** For an argument or option that takes one of these words. */
export function oneOf<const T extends string>(words: readonly T[], otherwise = '') {
  return {
    value: words.join('|'),
    complete: words,
    parse: (text: string, name: string): T => {
      const word = words.find((one) => one === text)
      if (word !== undefined) return word
      const meant = closestWord(text.toLowerCase(), words)
      throw usageError(
        `${name} must be ${listOr(words)}${meant === null ? otherwise : `. Did you mean '${meant}'?`}`,
      )
    },
  }
}

/** The name of an option or argument without dashes in front: `min-valid` for `minValid`. */
export function wordOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** An option as it is typed: `--min-valid`. */
export function flagOf(key: string): string {
  return `--${wordOf(key)}`
}
