import type { ConnectionOptions } from './ask-owner.ts'
import { runProgram } from './run-program.ts'
import { guessText, tokenVariables, type TokenOptions } from './token-variables.ts'

export interface RunOptions extends TokenOptions {
  /** Told what the user should know, such as which site was taken. */
  note(text: string): void
}

/**
 * Runs a program with a valid token in its environment (and never among its arguments), and resolves with its exit
 * code, 128 + n when signal n ended it. Rejects with an `OwnerError` when there is no token, or with a `ProgramError`
 * when the program can't be started.
 */
export async function runWithToken(
  connection: ConnectionOptions,
  command: readonly string[],
  options: RunOptions,
): Promise<number> {
  const found = await tokenVariables(connection, options)
  const guess = guessText(found)
  if (guess !== null) options.note(guess)
  return runProgram(command, { ...connection.environment, ...found.variables })
}
