import { accessSync, constants, statSync, lstatSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { checkOwnerFolder, getOwnerFolder, UnusableFolder } from './owner-folder.ts'

/** What is wrong, and what to do about it. */
export interface DataFolderProblem {
  readonly finding: string
  readonly remedy: string
}

const elsewhere = 'or name another folder in JIRA_TOKEN_HOME.'

const getErrorCode = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''

/** null where nothing is. Throws what the system says when it can't be looked at. */
function lookAt(path: string, look: (path: string) => Stats): Stats | null {
  try {
    return look(path)
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT' || getErrorCode(error) === 'ENOTDIR') return null
    throw error
  }
}

/** Why the user can't use what is there; null when that works. */
function accessProblem(path: string, wanted: number, letters: string): DataFolderProblem | null {
  try {
    accessSync(path, wanted)
    return null
  } catch (error) {
    if (getErrorCode(error) === 'EROFS')
      return {
        finding: `${path} is where nothing can be written (a read-only file system)`,
        remedy: `Make that writable, ${elsewhere}`,
      }
    return {
      finding: `${path} can’t be read and written by you`,
      remedy: `chmod u+${letters} ${path} (if it is another user's: chown it first), ${elsewhere}`,
    }
  }
}

const folderUse = constants.R_OK | constants.W_OK | constants.X_OK

/** Why a folder that is not there can't be made; null when the first start makes it. */
function problemOfMaking(dataFolder: string): DataFolderProblem | null {
  if (lookAt(dataFolder, lstatSync) !== null)
    return {
      finding: `${dataFolder} is a symbolic link to nothing`,
      remedy: `Make the folder that it leads to, or remove the link, ${elsewhere}`,
    }
  let above = dirname(dataFolder)
  while (lookAt(above, statSync) === null && above !== dirname(above)) above = dirname(above)
  if (lookAt(above, statSync)?.isDirectory() !== true)
    return {
      finding: `${dataFolder} can’t be made, because ${above} is not a folder`,
      remedy: `Move ${above} away, ${elsewhere}`,
    }
  if (accessProblem(above, constants.W_OK | constants.X_OK, 'wx') === null) return null
  return {
    finding: `${dataFolder} can’t be made: you can’t write in ${above}`,
    remedy: `Have it made there for you alone, ${elsewhere}`,
  }
}

/** Whether the owner's part of the folder is the user's alone. */
function ownerProblem(dataFolder: string): DataFolderProblem | null {
  try {
    checkOwnerFolder(dataFolder)
  } catch (error) {
    // nobody has held accounts there yet
    if (getErrorCode(error) === 'ENOENT') return null
    if (!(error instanceof UnusableFolder)) throw error
    const remedy = `Make it yours alone: chown it if need be, then chmod 700 ${dataFolder} and the owner folder in it.`
    return { finding: error.message, remedy }
  }
  return accessProblem(getOwnerFolder(dataFolder), folderUse, 'rwx')
}

/** Why no owner can be in that data folder; null when one can, also when the folder must be made first. */
export function dataFolderProblem(dataFolder: string): DataFolderProblem | null {
  try {
    const found = lookAt(dataFolder, statSync)
    if (found === null) return problemOfMaking(dataFolder)
    if (!found.isDirectory())
      return { finding: `${dataFolder} is not a folder`, remedy: `Move it away, ${elsewhere}` }
    return accessProblem(dataFolder, folderUse, 'rwx') ?? ownerProblem(dataFolder)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { finding: `${dataFolder} can’t be looked at (${why})`, remedy: `Make it readable, ${elsewhere}` }
  }
}
