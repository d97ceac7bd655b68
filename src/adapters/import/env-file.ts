import { randomUUID } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { AppError } from '../../shared/error-codes.ts'
import { oauthEnvIn, type OAuthEnv } from './oauth-env.ts'

const largestFileBytes = 1024 * 1024

const permissionBits = 0o7777

/** Windows' editors put it before the first line. */
const byteOrderMark = '\uFEFF'

/** For a text read as latin1: \xEF\xBB\xBF is the byte order mark there. */
const refreshTokenLine =
  /^((?:\xEF\xBB\xBF)?[ \t]*(?:export[ \t]+)?JIRA_OAUTH_REFRESH_TOKEN[ \t]*=)[^\r\n]*/gm

/** Reads a .env file. Rejects with `envFileUnusable` when it can't be read or has no `JIRA_OAUTH_…` in it. */
export async function readEnvFile(path: string): Promise<OAuthEnv> {
  try {
    if ((await stat(path)).size > largestFileBytes) throw new AppError('envFileUnusable', 'it is too large')
    const text = await readFile(path, 'utf8')
    const found = oauthEnvIn(parseEnv(text.startsWith(byteOrderMark) ? text.slice(1) : text))
    if (found !== null) return found
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('envFileUnusable', undefined, { cause: error })
  }
  throw new AppError('envFileUnusable')
}

async function writeDurably(path: string, latin1Text: string, permissions: number): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    // not as a mode of `open`: the umask would take bits away
    await file.chmod(permissions)
    await file.writeFile(latin1Text, 'latin1')
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Empties the refresh token in a .env file; every other byte stays. Rejects with `envFileUnusable`. */
export async function blankRefreshToken(path: string): Promise<void> {
  try {
    const target = await realpath(path)
    const { mode } = await stat(target)
    // latin1 gives every byte back as it was, whatever the file's encoding
    const text = (await readFile(target, 'latin1')).replaceAll(refreshTokenLine, '$1')
    const temporary = `${target}.${randomUUID()}.tmp`
    try {
      await writeDurably(temporary, text, mode & permissionBits)
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  } catch (error) {
    throw new AppError('envFileUnusable', 'it could not be changed', { cause: error })
  }
}
