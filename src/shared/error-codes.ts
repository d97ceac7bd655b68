import { cleanText } from './clean-text.ts'
import type { ErrorCode } from './error-table.ts'

const maxDetailLength = 500

/**
 * An error whose `code` is for programs; `detail` adds to the text for the code, cleaned, as it may quote a server or a
 * file. Never contains a secret.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: string | null
  /** The form field that `invalidInput` refers to. */
  readonly field: string | null

  constructor(code: ErrorCode, detail?: string, options: ErrorOptions & { field?: string } = {}) {
    const clean = detail === undefined ? null : cleanText(detail, maxDetailLength)
    super(clean === null ? code : `${code}: ${clean}`, options)
    this.code = code
    this.detail = clean
    this.field = options.field ?? null
  }
}

/**
 * Whether the disk, or the user's share of it, is full: the error itself says so, or the one that caused it. Source:
 * POSIX.1-2024, errno.h.
 */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return code === 'ENOSPC' || code === 'EDQUOT' || isDiskFull(cause)
}

/** The code of any thrown value: `diskFull`, an `AppError`'s own code, otherwise `internal`. */
export function toErrorCode(error: unknown): ErrorCode {
  const own = error instanceof AppError ? error.code : 'internal'
  return own !== 'syncedFileDiskFull' && isDiskFull(error) ? 'diskFull' : own
}
