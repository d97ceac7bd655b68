import { AppError } from '../shared/error-codes.ts'
import { getErrorNumber } from '../shared/error-number.ts'
import type { ErrorCode } from '../shared/error-table.ts'

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'syncedFileFolderMissing',
  ENOTDIR: 'syncedFileFolderMissing',
  ELOOP: 'syncedFileSymlink',
  EACCES: 'syncedFileReadOnly',
  EPERM: 'syncedFileReadOnly',
  EROFS: 'syncedFileReadOnly',
  EBUSY: 'syncedFileOpen',
  ENOSPC: 'syncedFileDiskFull',
  EDQUOT: 'syncedFileDiskFull',
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you don’t have permission',
  EPERM: 'you don’t have permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its path is too long',
  EIO: 'the disk reports an error',
}

/** Why a file can't be used, in a few words. */
export function systemErrorText(errno: string): string {
  return reasons[errno] ?? `system error ${errno}`
}

/** An error thrown while writing a synced file, as a `syncedFile…` error. */
export function fileError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const errno = getErrorNumber(error) ?? 'unknown'
  const code = codes[errno]
  return code === undefined
    ? new AppError('syncedFileUnusable', systemErrorText(errno), { cause: error })
    : new AppError(code, undefined, { cause: error })
}
