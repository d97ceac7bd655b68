import { findErrorRow } from '../shared/error-table.ts'
import { exitCodes, type ExitCode } from '../shared/exit-codes.ts'

/** The exit code for an error code of the owner, even one that this version doesn't know. */
export function exitCodeFor(code: string): ExitCode {
  return exitCodes[findErrorRow(code)?.exit ?? 'failed']
}
