import { readFile, realpath, stat } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { AppError } from '../../shared/error-codes.ts'
import { withoutEnvValues } from '../files/env-text.ts'
import { replaceFile } from '../files/replace-file.ts'
import { oauthEnvIn, type OAuthEnv } from './oauth-env.ts'

const largestFileBytes = 1024 * 1024

/** Windows' editors put it before the first line. */
const byteOrderMark = '\uFEFF'

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

/** Empties the refresh token in a .env file; every other byte stays. Rejects with `envFileUnusable`. */
export async function blankRefreshToken(path: string): Promise<void> {
  try {
    const target = await realpath(path)
    const like = await stat(target)
    const text = await readFile(target, 'latin1')
    await replaceFile(target, { latin1: withoutEnvValues(text, ['JIRA_OAUTH_REFRESH_TOKEN']), like })
  } catch (error) {
    throw new AppError('envFileUnusable', 'it could not be changed', { cause: error })
  }
}
