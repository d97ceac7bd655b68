import { mkdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import { getErrorNumber } from '../../shared/error-number.ts'

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

/** What is written to these files acts on the system. /dev/shm is for files in memory. */
const systemFile = /^\/(proc|sys|dev(?!\/shm\/))\//

/** The app's own folders, which contain its settings, its logs, and perhaps its token files. */
export interface OwnFolders {
  /** Created when a file in it is written; see `tokenFolder`. */
  readonly ownFolder: string
  readonly dataFolder: string
}

/** Rejects with `syncedFileUnusable` if a file at this real path belongs to the system or to the app itself. */
export async function assertOutside(path: string, { ownFolder, dataFolder }: OwnFolders): Promise<void> {
  if (systemFile.test(path)) {
    throw new AppError('syncedFileUnusable', 'it is not a regular file, but part of the operating system')
  }
  const real = (folder: string) => realpath(folder).catch(() => folder)
  const isOwn = path.startsWith((await real(dataFolder)) + sep)
  if (isOwn && dirname(path) !== (await real(ownFolder))) {
    throw new AppError('syncedFileUnusable', 'it is in the folder where Jira Token Tray keeps its own files')
  }
}

/** Whether others can write to the folder or one above it. Always false on Windows, where Node can't tell. */
export async function isShared(folder: string): Promise<boolean> {
  const ownUid = process.getuid?.()
  if (ownUid === undefined) return false
  const { uid, mode } = await stat(folder)
  const isOthers = uid !== ownUid && uid !== 0
  // with the sticky bit, as in /tmp, users can only replace their own files
  const isWritable = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
  if (isOthers || isWritable) return true
  const above = dirname(folder)
  return above !== folder && isShared(above)
}

/** Rejects with `syncedFileSymlink` if the file's folder has become a symbolic link since the file was located. */
export async function assertSameFolder(path: string, ownFolder: string): Promise<void> {
  const folder = dirname(path)
  const real = await realFolder(folder, ownFolder)
  if (join(real, basename(path)) !== path) throw new AppError('syncedFileSymlink')
}
