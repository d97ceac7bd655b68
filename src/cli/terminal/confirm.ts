import { failure, usageError } from '../cli-error.ts'
import { note } from './print.ts'
import { askLine } from './ask-line.ts'

/** Whether the user can be asked. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY
}

/** Asks on the terminal; anything except yes means no. */
export async function agrees(question: string): Promise<boolean> {
  const answer = await askLine(`${question} [y/N] `)
  return /^y(es)?$/i.test(answer ?? '')
}

/** Asks on the terminal; just Enter means yes, and the end of the input no. */
export async function agreesByDefault(question: string): Promise<boolean> {
  const answer = await askLine(`${question} [Y/n] `)
  return answer !== null && /^(y(es)?)?$/i.test(answer)
}

/** Asks for confirmation, unless `--yes` was given. Rejects with a `CliError` if the user doesn't confirm. */
export async function demandYes(yes: boolean, question: string): Promise<void> {
  if (yes) return
  if (!hasTerminal()) throw usageError('not running in a terminal: add --yes to confirm')
  if (await agrees(question)) return
  note('Nothing was changed.')
  throw failure('not confirmed')
}
