import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, normalize } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { TokenFiles } from '../../core/ports.ts'
import { replaceFile } from '../../files/replace-file.ts'
import { sweepTemporaryFiles } from '../../files/sweep-temporary-files.ts'
import { systemClock } from '../../core/clock.ts'
import { fileError } from '../../files/file-error.ts'
import { createSerialQueue, type SerialQueue } from './serial-queue.ts'
import { assertFitting, contentWith, contentWithout, holdsAtMostAToken } from './target-content.ts'
import { isUnchanged, readTargetFile } from './target-file.ts'
import { assertSameFolder, realFolder } from './target-folder.ts'
import { isTrackedByGit } from './tracked-by-git.ts'

/** So often the file may be changed by somebody else right before it is replaced. */
const maxTries = 5

async function inOurWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw fileError(error)
  }
}

const badPath = (message: string) => new AppError('invalidInput', message, { field: 'path' })

/** Why a file can't be added, for whoever has just chosen it. */
function toRefusalError(error: AppError): AppError {
  if (error.code === 'syncedFileFolderMissing') return badPath('The folder of this file does not exist.')
  if (error.code === 'syncedFileSymlink')
    return badPath('This is a symbolic link. Choose the file that it leads to.')
  if (error.code === 'syncedFileUnusable')
    return badPath(`This file can’t be kept current: ${error.detail ?? 'it is of another kind'}.`)
  return error
}

/** Changes the file's content, unless that is as it should be; what somebody else writes meanwhile is kept. */
async function edit(path: string, change: (latin1: string) => string): Promise<void> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await readTargetFile(path)
    const before = found?.latin1 ?? ''
    const latin1 = change(before)
    if (found !== null && latin1 === before) return
    const stillRight = () => isUnchanged(path, found)
    if (await replaceFile(path, { latin1, like: found, stillRight })) return
  }
  throw new AppError('syncedFileUnusable', 'another program keeps changing it')
}

export interface TokenFilesOptions {
  /** Made when a file in it is to be written; see `tokenFolder`. */
  readonly ownFolder: string
  readonly queue?: SerialQueue
}

/** The files on this computer. Nothing here takes much longer than the time limit of the lane. */
export function createTokenFiles({
  ownFolder,
  queue = createSerialQueue(systemClock),
}: TokenFilesOptions): TokenFiles {
  const enqueue = <T>(path: string, work: () => Promise<T>) => queue.run(dirname(path), work)

  const locate = async ({ path, kind }: Pick<SyncedFile, 'path' | 'kind'>): Promise<string> => {
    if (!isAbsolute(path) || path.includes('\0') || /[\\/]$/.test(path)) {
      throw badPath('A file’s whole path is needed.')
    }
    const named = normalize(path)
    const located = join(await realFolder(dirname(named), ownFolder), basename(named))
    const found = await readTargetFile(located)
    if (found === null) return located
    assertFitting(kind, found.latin1)
    if (kind === 'token' && !holdsAtMostAToken(found.latin1)) {
      throw badPath('This file has something else in it, which a token file would replace. Choose a new one.')
    }
    // by its true name, where letter case does not matter
    return realpath(located)
  }

  const write: TokenFiles['write'] = async (file, values) => {
    await assertSameFolder(file.path, ownFolder)
    await sweepTemporaryFiles(dirname(file.path))
    await edit(file.path, (latin1) => contentWith(file, latin1, values))
  }

  const blank: TokenFiles['blank'] = async (file) => {
    await assertSameFolder(file.path, ownFolder)
    await sweepTemporaryFiles(dirname(file.path))
    const found = await readTargetFile(file.path)
    if (found === null) return
    if (file.kind === 'token') await rm(file.path, { force: true })
    else await edit(file.path, (latin1) => contentWithout(file, latin1))
  }

  return {
    locate: (file) =>
      enqueue(file.path, () => locate(file)).catch((error: unknown) => {
        throw toRefusalError(fileError(error))
      }),
    write: (file, values) => inOurWords(enqueue(file.path, () => write(file, values))),
    blank: (file) =>
      inOurWords(enqueue(file.path, () => blank(file))).catch((error: unknown) => {
        // a file that is gone with its folder has no token in it
        if (fileError(error).code !== 'syncedFileFolderMissing') throw error
      }),
    isTrackedByGit: (path) => enqueue(path, () => isTrackedByGit(path)).catch(() => false),
  }
}
