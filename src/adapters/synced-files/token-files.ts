import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, normalize } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { TokenFiles } from '../../core/ports.ts'
import { overwriteFile } from '../../files/overwrite-file.ts'
import { replaceFile } from '../../files/replace-file.ts'
import { whileBusy } from '../../files/while-busy.ts'
import { sweepTemporaryFiles } from '../../files/sweep-temporary-files.ts'
import { systemClock } from '../../core/clock.ts'
import { fileError } from '../../files/file-error.ts'
import { createSerialQueue, type SerialQueue } from './serial-queue.ts'
import { assertSupported, withTokenValues, withoutTokenValues, isTokenOrEmpty } from './target-content.ts'
import { isUnchanged, ownershipToKeep, readTargetFile } from './target-file.ts'
import { assertOutside, assertSameFolder, isShared, realFolder, type OwnFolders } from './target-folder.ts'
import { isTrackedByGit } from './tracked-by-git.ts'

/** How often to retry if another program changes the file right before we replace it. */
const maxTries = 5

async function withFileErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw fileError(error)
  }
}

const invalidPath = (message: string) => new AppError('invalidInput', message, { field: 'path' })

/** The error for a file that can't be added, phrased for the user who chose it. */
function toLocateError(error: AppError): AppError {
  if (error.code === 'syncedFileFolderMissing') return invalidPath('The folder of this file does not exist.')
  if (error.code === 'syncedFileSymlink')
    return invalidPath('This is a symbolic link. Choose the file it points to.')
  if (error.code === 'syncedFileUnusable')
    return invalidPath(`This file can’t be synced: ${error.detail ?? 'it is of another kind'}.`)
  return error
}

/** Changes the file's content if needed. Never overwrites what another program wrote in the meantime. */
async function edit(
  { path, inPlace }: Pick<SyncedFile, 'path' | 'inPlace'>,
  change: (latin1: string) => string,
): Promise<void> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await readTargetFile(path)
    const before = found?.latin1 ?? ''
    const latin1 = change(before)
    if (found !== null && latin1 === before) return
    const shouldReplace = () => isUnchanged(path, found)
    const isWritten =
      found !== null && inPlace === true
        ? await overwriteFile(path, latin1, shouldReplace)
        : await replaceFile(path, { latin1, like: ownershipToKeep(found), shouldReplace })
    if (isWritten) return
  }
  throw new AppError('syncedFileUnusable', 'another program keeps changing it')
}

export interface TokenFilesOptions extends OwnFolders {
  readonly queue?: SerialQueue
}

/** The synced files on this computer. Nothing here takes much longer than the timeout of the queue. */
export function createTokenFiles({
  queue = createSerialQueue(systemClock),
  ...ownFolders
}: TokenFilesOptions): TokenFiles {
  const { ownFolder } = ownFolders
  const enqueue = <T>(path: string, work: () => Promise<T>) => queue.run(dirname(path), () => whileBusy(work))

  const locate = async ({ path, kind }: Pick<SyncedFile, 'path' | 'kind'>): Promise<string> => {
    if (!isAbsolute(path) || path.includes('\0') || /[\\/]$/.test(path)) {
      throw invalidPath('Enter the full path of a file.')
    }
    const named = normalize(path)
    const located = join(await realFolder(dirname(named), ownFolder), basename(named))
    await assertOutside(located, ownFolders)
    const found = await readTargetFile(located)
    if (found === null) return located
    assertSupported(kind, found.latin1)
    if (kind === 'token' && !isTokenOrEmpty(found.latin1)) {
      throw invalidPath('This file has other content, which the token would replace. Choose a new file.')
    }
    // its true name, on file systems that ignore case
    return realpath(located)
  }

  const write: TokenFiles['write'] = async (file, values) => {
    await assertSameFolder(file.path, ownFolder)
    await sweepTemporaryFiles(dirname(file.path))
    await edit(file, (latin1) => withTokenValues(file, latin1, values))
  }

  const backUp = async (path: string): Promise<string | null> => {
    const found = await readTargetFile(path)
    const isOurs = dirname(path) === (await realpath(ownFolder).catch(() => ownFolder))
    if (found === null || found.latin1 === '' || isOurs) return null
    const backup = `${path}.backup-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    await replaceFile(backup, { latin1: found.latin1, like: ownershipToKeep(found) })
    return backup
  }

  const blank: TokenFiles['blank'] = async (file) => {
    await assertSameFolder(file.path, ownFolder)
    await sweepTemporaryFiles(dirname(file.path))
    const found = await readTargetFile(file.path)
    if (found === null) return
    if (file.kind === 'env') return edit(file, (latin1) => withoutTokenValues(file, latin1))
    // what others have put there is not ours to delete
    if (!isTokenOrEmpty(found.latin1)) return
    const empty = () => edit(file, () => '')
    // a mounted file can't be deleted
    await (file.inPlace === true ? empty() : rm(file.path, { force: true }).catch(empty))
  }

  return {
    locate: (file) =>
      enqueue(file.path, () => locate(file)).catch((error: unknown) => {
        throw toLocateError(fileError(error))
      }),
    backUp: (path) => withFileErrors(enqueue(path, () => backUp(path))),
    write: (file, values) => withFileErrors(enqueue(file.path, () => write(file, values))),
    blank: (file) =>
      withFileErrors(enqueue(file.path, () => blank(file))).catch((error: unknown) => {
        // if the folder is gone, so are the file and its token
        if (fileError(error).code !== 'syncedFileFolderMissing') throw error
      }),
    isTrackedByGit: (path) => enqueue(path, () => isTrackedByGit(path)).catch(() => null),
    isInSharedFolder: (path) => enqueue(path, () => isShared(dirname(path))).catch(() => false),
  }
}
