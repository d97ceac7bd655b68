import {
  accessSync,
  constants,
  rmSync,
  statfsSync,
  statSync,
  lstatSync,
  symlinkSync,
  type Stats,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { commandLine, quoted } from '../shared/quote-for-shell.ts'
import { checkOwnerFolder, getOwnerFolder, UnusableFolder } from './owner-folder.ts'
import { getErrorNumber } from '../shared/error-number.ts'

/** What is wrong and how to fix it. */
export interface DataFolderProblem {
  readonly finding: string
  readonly remedy: string
}

const elsewhere = 'or set JIRA_TOKEN_HOME to another folder.'

/** null if nothing exists there. Throws other file system errors. */
function lookAt(path: string, look: (path: string) => Stats): Stats | null {
  try {
    return look(path)
  } catch (error) {
    if (getErrorNumber(error) === 'ENOENT' || getErrorNumber(error) === 'ENOTDIR') return null
    throw error
  }
}

/**
 * How to get access to a path, in the terms of the platform's shells; the sentence has no full stop yet.
 *
 * @param letters the permissions that are needed, as for chmod
 */
export function accessAdvice(path: string, letters: string, platform = process.platform): string {
  // these work in cmd and in PowerShell; the first also clears the flag that Node reports as missing write access
  if (platform === 'win32')
    return `Run ${commandLine(['attrib', '-r', path], platform)} and ${commandLine(['icacls', path, '/reset'], platform)}`
  return `Run chmod u+${letters} ${quoted(path, platform)} (chown it first if it belongs to another user)`
}

/** Why the user can't access the path; null when that works. */
function accessProblem(path: string, wanted: number, letters: string): DataFolderProblem | null {
  try {
    accessSync(path, wanted)
    return null
  } catch (error) {
    if (getErrorNumber(error) === 'EROFS')
      return {
        finding: `${path} is on a read-only file system`,
        remedy: `Make it writable, ${elsewhere}`,
      }
    return {
      finding: `you don’t have read and write access to ${path}`,
      remedy: `${accessAdvice(path, letters)}, ${elsewhere}`,
    }
  }
}

const folderUse = constants.R_OK | constants.W_OK | constants.X_OK

/** The folder itself, or the first one above it that exists. */
function nearestExisting(folder: string): string {
  const above = dirname(folder)
  return lookAt(folder, statSync) !== null || above === folder ? folder : nearestExisting(above)
}

/**
 * Whose folder root would put its files into, as with sudo that keeps HOME: the user could not use them any more. null if
 * the folder is root's, or this is not root.
 */
export function sudoProblem(dataFolder: string, ownUid = process.getuid?.()): DataFolderProblem | null {
  if (ownUid !== 0) return null
  const place = nearestExisting(dataFolder)
  const { uid } = statSync(place)
  if (uid === 0) return null
  return {
    finding: `${place} belongs to another user (uid ${uid}), who could not use what root writes there`,
    remedy: `Run this as that user, without sudo. If root is to have accounts of its own, use sudo -H, ${elsewhere}`,
  }
}

/** Why a missing folder can't be created; null when the first start will create it. */
function problemOfMaking(dataFolder: string): DataFolderProblem | null {
  if (lookAt(dataFolder, lstatSync) !== null)
    return {
      finding: `${dataFolder} is a broken symbolic link`,
      remedy: `Create the folder it points to, remove the link, ${elsewhere}`,
    }
  const above = nearestExisting(dirname(dataFolder))
  if (lookAt(above, statSync)?.isDirectory() !== true)
    return {
      finding: `can’t create ${dataFolder}: ${above} is not a folder`,
      remedy: `Move ${above} away, ${elsewhere}`,
    }
  if (accessProblem(above, constants.W_OK | constants.X_OK, 'wx') === null) return null
  return {
    finding: `can’t create ${dataFolder}: ${above} is not writable`,
    remedy: `${process.platform === 'win32' ? 'Create the folder' : 'Create the folder with permissions 0700'}, ${elsewhere}`,
  }
}

/** Whether only the user has access to the owner's part of the folder. */
function ownerProblem(dataFolder: string): DataFolderProblem | null {
  try {
    checkOwnerFolder(dataFolder)
  } catch (error) {
    // no owner has ever run there
    if (getErrorNumber(error) === 'ENOENT') return null
    if (!(error instanceof UnusableFolder)) throw error
    const remedy = `Make sure only you have access: chown it if necessary, then chmod 700 ${commandLine([dataFolder, getOwnerFolder(dataFolder)], process.platform)}.`
    return { finding: error.message, remedy }
  }
  return accessProblem(getOwnerFolder(dataFolder), folderUse, 'rwx')
}

/** A full disk has no room for the owner's socket, nor for settings. */
function spaceProblem(dataFolder: string): DataFolderProblem | null {
  const { blocks, bavail } = statfsSync(dataFolder)
  // some network file systems report nothing
  if (blocks === 0 || bavail > 0) return null
  return { finding: `the disk with ${dataFolder} is full`, remedy: `Free some space, ${elsewhere}` }
}

function folderProblem(
  dataFolder: string,
  furtherProblem: (dataFolder: string) => DataFolderProblem | null,
): DataFolderProblem | null {
  try {
    const foreign = sudoProblem(dataFolder)
    if (foreign !== null) return foreign
    const found = lookAt(dataFolder, statSync)
    if (found === null) return problemOfMaking(dataFolder)
    if (!found.isDirectory())
      return { finding: `${dataFolder} is not a folder`, remedy: `Move it away, ${elsewhere}` }
    return accessProblem(dataFolder, folderUse, 'rwx') ?? furtherProblem(dataFolder)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { finding: `${dataFolder} can’t be read (${why})`, remedy: `Make it readable, ${elsewhere}` }
  }
}

/** Why no owner can use the data folder; null when one can, even if the folder has to be created first. */
export function dataFolderProblem(dataFolder: string): DataFolderProblem | null {
  return folderProblem(dataFolder, (folder) => ownerProblem(folder) ?? spaceProblem(folder))
}

/** Why the app can't write to the data folder; null when it can, even if the folder has to be created first. */
export function writeProblem(dataFolder: string): DataFolderProblem | null {
  return folderProblem(dataFolder, () => {
    const folder = getOwnerFolder(dataFolder)
    return lookAt(folder, statSync) === null ? null : accessProblem(folder, folderUse, 'rwx')
  })
}

/** Why Chromium can't lock the data folder, although no other program on this computer is using it. */
export function lockProblem(dataFolder: string): DataFolderProblem {
  const trial = join(dataFolder, `trial.${process.pid}`)
  try {
    // its lock is a symbolic link
    symlinkSync('nowhere', trial)
    rmSync(trial)
  } catch (error) {
    const code = getErrorNumber(error) ?? 'unknown'
    const isFull = code === 'ENOSPC' || code === 'EDQUOT'
    return {
      finding: isFull ? `the disk of ${dataFolder} is full` : `can’t create files in ${dataFolder} (${code})`,
      remedy: `${isFull ? 'Free some space' : 'Make it writable'}, ${elsewhere}`,
    }
  }
  return {
    finding: `${dataFolder} is locked, but not by a program on this computer`,
    remedy: `If Jira Token Tray is running on another computer, quit it there. If not, delete SingletonLock in that folder.`,
  }
}
