import { randomUUID } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { AppError } from '../../shared/error-codes.ts'
import { oauthEnvIn, type OAuthEnv } from './oauth-env.ts'

const largestFileBytes = 1024 * 1024

const refreshTokenLine = /^([ \t]*(?:export[ \t]+)?JIRA_OAUTH_REFRESH_TOKEN[ \t]*=)[^\r\n]*/gm

/** Reads a .env file. Rejects with `envFileUnusable` when it can't be read or has no `JIRA_OAUTH_…` in it. */
export async function readEnvFile(path: string): Promise<OAuthEnv> {
  try {
    if ((await stat(path)).size > largestFileBytes) throw new AppError('envFileUnusable', 'it is too large')
    const found = oauthEnvIn(parseEnv(await readFile(path, 'utf8')))
    if (found !== null) return found
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('envFileUnusable', undefined, { cause: error })
  }
  throw new AppError('envFileUnusable')
}

/** Empties the refresh token in a .env file; every other byte stays. Rejects with `envFileUnusable`. */
export async function blankRefreshToken(path: string): Promise<void> {
  try {
    const target = await realpath(path)
    const { mode } = await stat(target)
    const text = (await readFile(target, 'utf8')).replaceAll(refreshTokenLine, '$1')
    const temporary = `${target}.${randomUUID()}.tmp`
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target).catch(async (error: unknown) => {
      await rm(temporary, { force: true })
      throw error
    })
  } catch (error) {
    throw new AppError('envFileUnusable', 'it could not be changed', { cause: error })
  }
}
