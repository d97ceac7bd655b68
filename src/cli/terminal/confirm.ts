import { failure, usageError, type Given } from '../command.ts'
import { note } from './print.ts'
import { askLine } from './ask-line.ts'

/** Whether there is somebody who can be asked. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY
}

/** Asks on the terminal; anything but yes is no. */
export async function agrees(question: string): Promise<boolean> {
  const answer = await askLine(`${question} [y/N] `)
  return /^y(es)?$/i.test(answer ?? '')
}

/** Goes on only when the user agrees, or has done so with `--yes`. Rejects with a `CliError`. */
export async function demandYes(given: Given, question: string): Promise<void> {
  if (given.has('yes')) return
  if (!hasTerminal()) throw usageError('--yes is needed where nobody can be asked')
  if (await agrees(question)) return
  note('Nothing was done.')
  throw failure('not confirmed')
}
