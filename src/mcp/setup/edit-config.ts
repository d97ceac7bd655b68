import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import { replaceFile } from '../../files/replace-file.ts'
import { sweepTemporaryFiles } from '../../files/sweep-temporary-files.ts'
import { whileBusy } from '../../files/while-busy.ts'
import { getErrorNumber } from '../../shared/error-number.ts'
import { backUp, earlierContents, pruneBackups } from './backups.ts'
import { isAsRead, makeParentFolder, readConfigFile, type ConfigFile } from './config-file.ts'

/** How often to retry when another program changes the file just before it is replaced. */
const maxTries = 5

/** What was changed in a config file. */
export interface FileChange {
  readonly path: string
  /** null: no file. */
  readonly before: string | null
  readonly after: string | null
  /** null: there was nothing to back up, or nothing changed. */
  readonly backup: string | null
}

export interface Edit {
  readonly path: string
  /** Returns the new content; null for no file. `earlier`: the contents before our last changes. */
  readonly change: (text: string | null, earlier: readonly string[]) => string | null
  /** Whether a text contains entries of ours. */
  readonly hasOurs: (text: string) => boolean
  readonly dryRun: boolean
}

const toLatin1 = (text: string) => Buffer.from(text).toString('latin1')

/** Writes the new content; false if another program has changed the file. */
async function put(path: string, read: ConfigFile, after: string | null): Promise<boolean> {
  const shouldReplace = () => isAsRead(path, read)
  if (after !== null) {
    return replaceFile(read.realPath, {
      latin1: toLatin1(after),
      like: read.content?.like ?? null,
      shouldReplace,
    })
  }
  if (!(await shouldReplace())) return false
  await rm(read.realPath, { force: true })
  return true
}

async function attempt(edit: Edit): Promise<FileChange | null> {
  const { path, dryRun } = edit
  const read = await readConfigFile(path)
  const before = read.content?.text ?? null
  const after = edit.change(before, await earlierContents(path))
  if (after === before || dryRun) return { path, before, after, backup: null }
  await makeParentFolder(read.realPath)
  await sweepTemporaryFiles(dirname(read.realPath))
  const { content } = read
  const backup =
    content === null || after === null ? null : await backUp(path, content.latin1, content.like, Date.now())
  let isDone = false
  try {
    isDone = await put(path, read, after)
  } finally {
    if (!isDone && backup !== null) await rm(backup, { force: true })
  }
  if (!isDone) return null
  await pruneBackups(path, edit.hasOurs)
  return { path, before, after, backup }
}

/**
 * Changes a config file atomically and keeps a dated backup. If another program changes it at the same time, starts over
 * with its content. A dry run only returns what would change. Rejects with `mcpConfigUnusable`, `mcpConfigNotWritten`, or
 * what `change` throws.
 */
export async function editConfig(edit: Edit): Promise<FileChange> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    try {
      const change = await whileBusy(() => attempt(edit))
      if (change !== null) return change
    } catch (error) {
      if (error instanceof AppError) throw error
      const number = getErrorNumber(error) ?? 'unknown error'
      const detail = number === 'EBUSY' ? 'another program has it open' : number
      throw new AppError('mcpConfigNotWritten', detail, { cause: error })
    }
  }
  throw new AppError('mcpConfigNotWritten', 'another program keeps changing it')
}
