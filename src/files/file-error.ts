import { AppError, type ErrorCode } from '../shared/error-codes.ts'

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'syncedFileFolderMissing',
  ENOTDIR: 'syncedFileFolderMissing',
  ELOOP: 'syncedFileSymlink',
  EACCES: 'syncedFileReadOnly',
  EPERM: 'syncedFileReadOnly',
  EROFS: 'syncedFileReadOnly',
  ENOSPC: 'syncedFileDiskFull',
  EDQUOT: 'syncedFileDiskFull',
}

/** The code (`ENOENT`, …) of an error thrown by `node:fs`; null for other errors. */
export function getErrorNumber(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** An error thrown while writing a synced file, as a `syncedFile…` error. */
export function fileError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const errno = getErrorNumber(error) ?? 'unknown'
  const code = codes[errno]
  return code === undefined
    ? new AppError('syncedFileUnusable', `system error ${errno}`, { cause: error })
    : new AppError(code, undefined, { cause: error })
}
