import { AppError, toErrorCode } from './error-codes.ts'
import { errorRow, type ErrorCode } from './error-table.ts'
import { whatHappened } from './failure-text.ts'
import type { Finding } from './local-api.ts'
import { within } from './within.ts'

/** What a check examines. */
export interface Subject {
  readonly name: string
  /** The name of the account; null: the check concerns all of them. */
  readonly account: string | null
}

/** Everything is fine. */
export function ok(subject: Subject, finding: string): Finding {
  return { ...subject, verdict: 'ok', finding, remedy: '' }
}

/** It works, but could be better. */
export function warning(subject: Subject, finding: string, remedy: string): Finding {
  return { ...subject, verdict: 'warning', finding, remedy }
}

/** It does not work. */
export function failed(subject: Subject, finding: string, remedy: string): Finding {
  return { ...subject, verdict: 'failed', finding, remedy }
}

/** It does not work, explained by the text for an error code. */
export function failedBecause(subject: Subject, code: ErrorCode, detail: string | null = null): Finding {
  return failed(subject, whatHappened(code, detail), errorRow(code).todo)
}

/** Runs a check and turns a failure into a finding; returns `late` if it takes too long. Never rejects. */
export async function checked(
  late: Finding,
  timeoutMs: number,
  check: () => Promise<Finding>,
): Promise<Finding> {
  const { name, account } = late
  const finding = check().catch((error: unknown) => {
    const detail = error instanceof AppError ? error.detail : null
    return failedBecause({ name, account }, toErrorCode(error), detail)
  })
  return within(timeoutMs, finding, () => late)
}
