import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { AppError } from '../../shared/error-codes.ts'
import type { Ownership } from '../../files/replace-file.ts'
import { getErrorNumber } from '../../files/file-error.ts'

const maxFileBytes = 1024 * 1024

/** What is known of a file besides its content; changes when anybody replaces or writes it. */
interface Stamp extends Ownership {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/** A file as it was read. */
export interface TargetFile extends Stamp {
  readonly latin1: string
}

// Windows has neither; there the look before has to do
const carefully = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** What is there, not following a link; null when there is nothing. Rejects with `syncedFileSymlink` for a link. */
async function look(path: string): Promise<Stamp | null> {
  try {
    const found = await lstat(path)
    if (found.isSymbolicLink()) throw new AppError('syncedFileSymlink')
    if (!found.isFile()) throw new AppError('syncedFileUnusable', 'it is not an ordinary file')
    return found
  } catch (error) {
    if (getErrorNumber(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * Reads a file that may become, or is, a target; null when there is none. Rejects with `syncedFileSymlink`,
 * `syncedFileUnusable`, or an error of `node:fs`.
 */
export async function readTargetFile(path: string): Promise<TargetFile | null> {
  if ((await look(path)) === null) return null
  const file = await open(path, carefully)
  try {
    const { mode, uid, gid, ino, size, mtimeMs } = await file.stat()
    if (size > maxFileBytes) throw new AppError('syncedFileUnusable', 'it is too large')
    return { mode, uid, gid, ino, size, mtimeMs, latin1: await file.readFile('latin1') }
  } finally {
    await file.close()
  }
}

/** Whether the file is still the one that was read, unchanged. */
export async function isUnchanged(path: string, read: TargetFile | null): Promise<boolean> {
  const now = await look(path)
  if (now === null || read === null) return now === read
  return now.ino === read.ino && now.size === read.size && now.mtimeMs === read.mtimeMs
}
