import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { getErrorNumber } from '../shared/error-number.ts'
import { isMountPoint } from './mount-points.ts'
import { overwriteFile } from './overwrite-file.ts'

const permissionBits = 0o7777

/** The temporary files that `sweepTemporaryFiles` recognizes. */
export const temporaryName = /^\.jira-token-tray-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** A file's owner and permissions. */
export interface Ownership {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export interface Replacement {
  /** The new content. Reading and writing as latin1 preserves every byte, whatever the file's encoding. */
  readonly latin1: string
  /** The file whose owner and permissions to copy; null: readable by this user only. */
  readonly like: Ownership | null
  /** Called right before replacing the file; if it resolves with false, the file stays as it is. */
  readonly shouldReplace?: () => Promise<boolean>
}

async function writeDurably(path: string, { latin1, like }: Replacement): Promise<void> {
  // 'x' is exclusive, so it never writes through a symbolic link planted there
  const file = await open(path, 'wx', 0o600)
  try {
    if (like !== null) {
      const created = await file.stat()
      const ownerDiffers = created.uid !== like.uid || created.gid !== like.gid
      // only root may change a file's owner; users may change the group to one they belong to
      if (ownerDiffers) await file.chown(like.uid, like.gid).catch(() => undefined)
      // not as the mode of `open`: the umask would clear bits
      await file.chmod(like.mode & permissionBits)
    }
    await file.writeFile(latin1, 'latin1')
    await file.sync()
  } finally {
    await file.close()
  }
}

async function replaceByRename(path: string, replacement: Replacement): Promise<boolean> {
  const temporary = join(dirname(path), `.jira-token-tray-${randomUUID()}.tmp`)
  let replaced = false
  try {
    await writeDurably(temporary, replacement)
    if ((await replacement.shouldReplace?.()) !== false) {
      await rename(temporary, path)
      replaced = true
    }
  } finally {
    if (!replaced) await rm(temporary, { force: true })
  }
  return replaced
}

/** A mounted file can't be replaced (EBUSY), and the folder it is mounted in is often not writable. */
const mountErrors: readonly (string | null)[] = ['EBUSY', 'EACCES', 'EPERM', 'EROFS']

/**
 * Creates or replaces a file atomically: readers always see either the old or the new content, even after a crash. A file
 * that is mounted itself, as in a container, can only be overwritten; see `overwriteFile`. Does not follow symbolic links; a
 * link would itself be replaced. Resolves with false if `shouldReplace` said no. Rejects with an error from `node:fs`, or as
 * `overwriteFile` does.
 */
export async function replaceFile(path: string, replacement: Replacement): Promise<boolean> {
  try {
    return await replaceByRename(path, replacement)
  } catch (error) {
    if (!mountErrors.includes(getErrorNumber(error)) || !(await isMountPoint(path))) throw error
    return overwriteFile(path, replacement.latin1, replacement.shouldReplace)
  }
}
