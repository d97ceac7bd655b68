import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AppError } from '../shared/error-codes.ts'
import { getErrorNumber } from '../shared/error-number.ts'

// Windows has no such flag
const openFlags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)

/** Writes over the old content first, then cuts: a full disk stops it before anything is cut. */
async function setContent(file: FileHandle, content: Buffer): Promise<void> {
  let written = 0
  while (written < content.length)
    written += (await file.write(content, written, content.length - written, written)).bytesWritten
  await file.truncate(content.length)
  await file.sync()
}

/** Saves the content next to the file, or in the temporary folder if the file's folder is not writable. */
async function backUp(path: string, content: Buffer): Promise<string> {
  const name = `${basename(path)}.backup-${randomUUID()}`
  const options = { flag: 'wx', mode: 0o600, flush: true } as const
  const beside = `${path}.backup-${randomUUID()}`
  try {
    await writeFile(beside, content, options)
    return beside
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined)
    if (!['EACCES', 'EPERM', 'EROFS'].includes(getErrorNumber(error) ?? '')) throw error
    const elsewhere = join(tmpdir(), name)
    await writeFile(elsewhere, content, options)
    return elsewhere
  }
}

/** Puts the old content back after an error. Rejects with `syncedFileUnusable`, which names the copy, if that fails too. */
async function restore(file: FileHandle, content: Buffer, backup: string, cause: unknown): Promise<void> {
  try {
    await setContent(file, content)
  } catch {
    const detail = `writing to it failed; its previous content is in ${backup}`
    throw new AppError('syncedFileUnusable', detail, { cause })
  }
}

/**
 * Changes the content of an existing file, which stays the same file: whoever has it mounted sees the new content. Readers
 * may see half of it for a moment. A copy of the old content is kept next to it until that is done, so that a crash loses
 * nothing. Does not follow a symbolic link. Resolves with false if `shouldReplace` said no. Rejects with an error from
 * `node:fs`; then the old content is back, or else the error is `syncedFileUnusable`, which names the copy.
 */
export async function overwriteFile(
  path: string,
  latin1: string,
  shouldReplace?: () => Promise<boolean>,
): Promise<boolean> {
  const file = await open(path, openFlags)
  try {
    const before = await file.readFile()
    const backup = await backUp(path, before)
    let isTorn = false
    try {
      if ((await shouldReplace?.()) === false) return false
      isTorn = true
      try {
        await setContent(file, Buffer.from(latin1, 'latin1'))
      } catch (error) {
        await restore(file, before, backup, error)
        isTorn = false
        throw error
      }
      isTorn = false
      return true
    } finally {
      if (!isTorn) await rm(backup, { force: true })
    }
  } finally {
    await file.close()
  }
}
