import type { OwnerWay } from './ask-owner.ts'
import { runProgram } from './run-program.ts'
import { guessText, tokenVariables, type TokenWish } from './token-variables.ts'

export interface RunOptions extends TokenWish {
  /** Told what the user should know, such as which site was taken. */
  note(text: string): void
}

/**
 * Runs a program with a valid token in its environment (and never among its arguments), and resolves with its exit
 * code, 128 + n when signal n ended it. Rejects with an `OwnerError` when there is no token, or with a `ProgramError`
 * when the program can't be started.
 */
export async function runWithToken(
  way: OwnerWay,
  command: readonly string[],
  options: RunOptions,
): Promise<number> {
  const found = await tokenVariables(way, options)
  const guess = guessText(found)
  if (guess !== null) options.note(guess)
  return runProgram(command, { ...way.environment, ...found.variables })
}
