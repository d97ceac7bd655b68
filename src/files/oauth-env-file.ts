import { readFile, realpath, stat } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { AppError } from '../shared/error-codes.ts'
import type { ImportOffer } from '../shared/ipc-contract.ts'
import { withoutEnvValues } from './env-text.ts'
import { replaceFile } from './replace-file.ts'

/**
 * The OAuth settings and tokens in another program's environment or .env file. Contains secrets: must not leave the
 * owner.
 */
export interface OAuthEnv {
  readonly clientId: string | null
  readonly clientSecret: string | null
  readonly redirectUri: string | null
  readonly refreshToken: string | null
  readonly accessToken: string | null
}

/** The `JIRA_OAUTH_…` variables among these; null if there are none. */
export function parseOAuthEnv(variables: Readonly<Record<string, string | undefined>>): OAuthEnv | null {
  const value = (name: string) => variables[`JIRA_OAUTH_${name}`]?.trim() || null
  const found: OAuthEnv = {
    clientId: value('CLIENT_ID'),
    clientSecret: value('CLIENT_SECRET'),
    redirectUri: value('REDIRECT_URI'),
    refreshToken: value('REFRESH_TOKEN'),
    accessToken: value('ACCESS_TOKEN'),
  }
  return Object.values(found).some((part) => part !== null) ? found : null
}

/** What the window may know about it; nothing secret. */
export function toImportOffer(env: OAuthEnv, fileName: string | null): ImportOffer {
  return {
    source: fileName === null ? 'environment' : 'file',
    fileName,
    clientId: env.clientId,
    redirectUri: env.redirectUri,
    hasClientSecret: env.clientSecret !== null,
    hasRefreshToken: env.refreshToken !== null,
    hasAccessTokenOnly: env.accessToken !== null && env.refreshToken === null,
  }
}

const maxFileBytes = 1024 * 1024

/** Windows editors put it before the first line. */
const byteOrderMark = '\uFEFF'

/** Reads a .env file. Rejects with `envFileUnusable` if it can't be read or contains no `JIRA_OAUTH_…` variable. */
export async function readEnvFile(path: string): Promise<OAuthEnv> {
  try {
    if ((await stat(path)).size > maxFileBytes) throw new AppError('envFileUnusable', 'it is too large')
    const text = await readFile(path, 'utf8')
    const found = parseOAuthEnv(parseEnv(text.startsWith(byteOrderMark) ? text.slice(1) : text))
    if (found !== null) return found
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('envFileUnusable', undefined, { cause: error })
  }
  throw new AppError('envFileUnusable')
}

/** Clears the refresh token in a .env file; all other bytes stay. Rejects with `envFileUnusable`. */
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
