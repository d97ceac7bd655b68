import type { ConnectionOptions } from './ask-owner.ts'
import { runProgram } from './run-program.ts'
import { guessText, tokenVariables, type TokenOptions } from './token-variables.ts'

export interface RunOptions extends TokenOptions {
  /** Shows the user a message, such as which site was chosen. */
  note(text: string): void
}

/**
 * Runs a program with a valid token in its environment (never in its arguments). Resolves with its exit code, or 128 + n
 * if signal n ended it. Rejects with an `OwnerError` when there is no token, or with a `ProgramError` when the program
 * can't be started.
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
