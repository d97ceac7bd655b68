import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const permissionBits = 0o7777

/** Names that `sweepTemporaryFiles` knows again. */
export const temporaryName = /^\.jira-token-tray-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** To whom a file belongs, and who may use it. */
export interface Ownership {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export interface Replacement {
  /** The new content; a text read as latin1 gives every byte back as it was, whatever the file's encoding. */
  readonly latin1: string
  /** What the new file takes over from the old one; null: for this user alone. */
  readonly like: Ownership | null
  /** Asked right before the file is replaced; when false, it stays as it is. */
  readonly stillRight?: () => Promise<boolean>
}

async function writeDurably(path: string, { latin1, like }: Replacement): Promise<void> {
  // exclusive, so never through a link that waits there
  const file = await open(path, 'wx', 0o600)
  try {
    if (like !== null) {
      const made = await file.stat()
      const isOthers = made.uid !== like.uid || made.gid !== like.gid
      // only root may give files away; one may be given to a group of one's own
      if (isOthers) await file.chown(like.uid, like.gid).catch(() => undefined)
      // not as a mode of `open`: the umask would take bits away
      await file.chmod(like.mode & permissionBits)
    }
    await file.writeFile(latin1, 'latin1')
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Replaces a file, or makes it: whoever reads it meanwhile, and whatever happens, gets the old or the new content. Not
 * through a symbolic link: that would be replaced itself. Returns false when `stillRight` said no. Rejects with an
 * error of `node:fs`.
 */
export async function replaceFile(path: string, replacement: Replacement): Promise<boolean> {
  const temporary = join(dirname(path), `.jira-token-tray-${randomUUID()}.tmp`)
  let replaced = false
  try {
    await writeDurably(temporary, replacement)
    if ((await replacement.stillRight?.()) !== false) {
      await rename(temporary, path)
      replaced = true
    }
  } finally {
    if (!replaced) await rm(temporary, { force: true })
  }
  return replaced
}
