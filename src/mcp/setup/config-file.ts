import { mkdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import type { Ownership } from '../../files/replace-file.ts'
import { getErrorNumber } from '../../shared/error-number.ts'

/** A config file as it was read. */
export interface ConfigFile {
  /** The target if it is a symlink: people link to such files from elsewhere. */
  readonly realPath: string
  /** null: there is none. */
  readonly content: {
    /** Byte for byte; see `Replacement`. */
    readonly latin1: string
    readonly text: string
    readonly like: Ownership
  } | null
}

/** Large, because Claude Code keeps much more than settings in its file. */
const maxFileBytes = 64 * 1024 * 1024

const maxLinks = 20

async function followLinks(path: string, left = maxLinks): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (getErrorNumber(error) !== 'ENOENT' || left === 0) throw error
    // no file, or a link to a missing file
    const target = await readlink(path).catch(() => null)
    return target === null ? path : followLinks(resolve(dirname(path), target), left - 1)
  }
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new AppError('mcpConfigUnusable', 'it is not UTF-8 text')
  }
}

/** Reads a config file and follows links. Rejects with `mcpConfigUnusable`. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    const realPath = await followLinks(path)
    const found = await stat(realPath).catch((error: unknown) => {
      if (getErrorNumber(error) === 'ENOENT') return null
      throw error
    })
    if (found === null) return { realPath, content: null }
    if (!found.isFile()) throw new AppError('mcpConfigUnusable', 'it is not a regular file')
    if (found.size > maxFileBytes) throw new AppError('mcpConfigUnusable', 'it is too large')
    const bytes = await readFile(realPath)
    return { realPath, content: { latin1: bytes.toString('latin1'), text: decoded(bytes), like: found } }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('mcpConfigUnusable', getErrorNumber(error) ?? 'unknown error', {
      cause: error,
    })
  }
}

/** Whether the file is still the same, byte for byte. */
export async function isAsRead(path: string, read: ConfigFile): Promise<boolean> {
  const now = await readConfigFile(path)
  return now.realPath === read.realPath && now.content?.latin1 === read.content?.latin1
}

/** Creates the folder for a new file. */
export async function makeParentFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
}
