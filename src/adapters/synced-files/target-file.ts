import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { AppError } from '../../shared/error-codes.ts'
import type { Ownership } from '../../files/replace-file.ts'
import { getErrorNumber } from '../../shared/error-number.ts'

const maxFileBytes = 1024 * 1024

/** A file's metadata; changes if any program replaces or writes it. */
interface Stamp extends Ownership {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/** A file's metadata and content. */
export interface TargetFile extends Stamp {
  readonly latin1: string
}

// Windows has neither flag; there, the check before opening must do
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

const notRegular = () => new AppError('syncedFileUnusable', 'it is not a regular file')

/** The file's metadata; null if there is no file. Rejects with `syncedFileSymlink` or `syncedFileUnusable`. */
async function statFile(path: string): Promise<Stamp | null> {
  try {
    const found = await lstat(path)
    if (found.isSymbolicLink()) throw new AppError('syncedFileSymlink')
    if (!found.isFile()) throw notRegular()
    return found
  } catch (error) {
    if (getErrorNumber(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * Reads a file to sync; null if there is none. Rejects with `syncedFileSymlink`, `syncedFileUnusable`, or an error from
 * `node:fs`.
 */
export async function readTargetFile(path: string): Promise<TargetFile | null> {
  if ((await statFile(path)) === null) return null
  const file = await open(path, openFlags)
  try {
    const found = await file.stat()
    // another program may have put something else there since `lstat`
    if (!found.isFile()) throw notRegular()
    const { mode, uid, gid, ino, size, mtimeMs } = found
    if (size > maxFileBytes) throw new AppError('syncedFileUnusable', 'it is too large')
    return { mode, uid, gid, ino, size, mtimeMs, latin1: await file.readFile('latin1') }
  } finally {
    await file.close()
  }
}

/**
 * Whose owner and permissions the new file gets; null: the default ones. Another user's file does not count: anyone who can
 * write to the folder could put it there, to read the token.
 */
export function ownershipToKeep(read: TargetFile | null): Ownership | null {
  const ownUid = process.getuid?.()
  return read !== null && (ownUid === undefined || read.uid === ownUid) ? read : null
}

/** Whether the file is unchanged since it was read; null: there was none. */
export async function isUnchanged(path: string, read: TargetFile | null): Promise<boolean> {
  const now = await statFile(path)
  if (now === null || read === null) return now === read
  return now.ino === read.ino && now.size === read.size && now.mtimeMs === read.mtimeMs
}
