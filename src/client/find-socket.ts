import { lstatSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dataFolderProblem } from '../ownership/data-folder-problem.ts'
import { getDataFolder, HomeMissing } from '../ownership/data-folder.ts'
import { addressAt, type OwnerAddress } from '../ownership/owner-address.ts'
import {
  checkOwnerFolder,
  checkSocket,
  maxGeneration,
  getOwnerFolder,
  shortPathTo,
  socketName,
  UnusableFolder,
} from '../ownership/owner-folder.ts'
import { OwnerError } from './owner-error.ts'
import { getErrorNumber } from '../shared/error-number.ts'

/** A pipe as Windows names it; it ignores the case, and takes slashes too. Source: Microsoft Learn, "Pipe Names". */
const pipePattern = /^[\\/]{2}[.?][\\/]pipe[\\/]/i

const toPipeName = (path: string) => path.replaceAll('/', '\\').toLowerCase()

/**
 * The owner with this pipe: its cookie is in the data folder. null if the data folder's owner has another one. A cookie
 * must not reach anyone else, so the pipe's name alone is not enough.
 */
function ownerWithPipe(pipe: string, owner: OwnerAddress | null): OwnerAddress | null {
  return owner !== null && toPipeName(owner.socketPath) === toPipeName(pipe) ? owner : null
}

/** The socket in `JIRA_TOKEN_SOCKET`, if nobody else can have put it there. Throws `UnusableFolder`. */
function namedSocket(path: string, environment: NodeJS.ProcessEnv): OwnerAddress | null {
  if (process.platform === 'win32')
    return pipePattern.test(path)
      ? ownerWithPipe(path, socketIn(getDataFolder(environment)))
      : addressAt(path)
  const real = realpathSync(path)
  const folder = dirname(real)
  const { mode, uid } = statSync(folder)
  if ((mode & 0o022) !== 0 && (mode & 0o1000) === 0)
    throw new UnusableFolder(`${folder} is writable by other users`)
  if (uid !== 0 && uid !== lstatSync(real).uid) throw new UnusableFolder(`${folder} belongs to another user`)
  checkSocket(real)
  return addressAt(real)
}

/** The owner's socket in a data folder: the one with the highest number. Throws `UnusableFolder`. */
function socketIn(dataFolder: string): OwnerAddress | null {
  checkOwnerFolder(dataFolder)
  const folder = getOwnerFolder(dataFolder)
  const generation = maxGeneration(folder)
  if (generation === 0) return null
  checkSocket(join(folder, socketName(generation)))
  return addressAt(join(shortPathTo(folder), socketName(generation)))
}

/** The owner's address; null if no owner has ever run, or its file is damaged. Throws `UnusableFolder`: then send nothing. */
export function findSocket(environment: NodeJS.ProcessEnv): OwnerAddress | null {
  const named = environment['JIRA_TOKEN_SOCKET'] ?? ''
  try {
    return named === '' ? socketIn(getDataFolder(environment)) : namedSocket(named, environment)
  } catch (error) {
    if (getErrorNumber(error) === 'ENOENT') return null
    throw error
  }
}

/** The error for an unusable data folder or socket: what is wrong and what to do. */
export function untrusted(outcome: string, environment: NodeJS.ProcessEnv, error: unknown): OwnerError {
  const socket = environment['JIRA_TOKEN_SOCKET'] ?? ''
  const why = error instanceof Error ? error.message : String(error)
  if (socket !== '') return new OwnerError('ownerUntrusted', `${outcome}: JIRA_TOKEN_SOCKET: ${why}.`)
  if (error instanceof HomeMissing) return new OwnerError('ownerUntrusted', why)
  const problem = dataFolderProblem(getDataFolder(environment))
  const text = problem === null ? `${why}.` : `${problem.finding}. ${problem.remedy}`
  return new OwnerError('ownerUntrusted', `${outcome}: ${text}`)
}
