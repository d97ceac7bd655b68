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

/** The error number's name of anything thrown by `node:fs`; null for others. */
export function getErrorNumber(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** What anything thrown while a file was written means for it. */
export function fileError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const number = getErrorNumber(error) ?? 'unknown'
  const code = codes[number]
  return code === undefined
    ? new AppError('syncedFileUnusable', `the system says ${number}`, { cause: error })
    : new AppError(code, undefined, { cause: error })
}
