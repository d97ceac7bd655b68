import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import { getErrorNumber } from '../../files/file-error.ts'

async function isSame(folder: string, other: string): Promise<boolean> {
  if (folder === other) return true
  return (
    basename(folder) === basename(other) &&
    (await realpath(dirname(folder))) === (await realpath(dirname(other)))
  )
}

/**
 * The folder's real path. Creates our own folder if it is missing, because the runtime folder is deleted at each
 * logout. Rejects with an error from `node:fs`.
 */
export async function realFolder(folder: string, ownFolder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (error) {
    if (getErrorNumber(error) !== 'ENOENT' || !(await isSame(folder, ownFolder))) throw error
    await mkdir(folder, { mode: 0o700 })
    return realpath(folder)
  }
}

/** Rejects with `syncedFileSymlink` if the file's folder has become a symbolic link since the file was located. */
export async function assertSameFolder(path: string, ownFolder: string): Promise<void> {
  const folder = dirname(path)
  const real = await realFolder(folder, ownFolder)
  if (join(real, basename(path)) !== path) throw new AppError('syncedFileSymlink')
}
