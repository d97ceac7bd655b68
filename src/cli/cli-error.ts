import { closestWord } from '../shared/closest-word.ts'
import { exitCodes, type ExitCode } from '../shared/exit-codes.ts'

/** Ends the command with a message on stderr and an exit code. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
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
