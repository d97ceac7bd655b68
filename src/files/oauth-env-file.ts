import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../shared/error-codes.ts'
import { usualEnvNames } from '../shared/env-names.ts'
import type { ImportOffer } from '../shared/ipc-contract.ts'
import { withoutEnvValues } from './env-text.ts'
import { parseEnv } from './parse-env.ts'
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
  /** When the access token expires, as far as one can tell, in wall-clock milliseconds; `Infinity`: unknown. */
  readonly accessTokenExpiresAtMs: number
  /** The variable that says when the access token expires, as we write it; null if there is none. */
  readonly expiryName: string | null
}

/** A date as we write it, or a place for one: other programs may note the expiry in another form. */
const isExpiryPlace = (value: string | undefined) =>
  value !== undefined && /^(\d{4}-\d\d-\d\dT.*)?$/.test(value.trim())

/** The `JIRA_OAUTH_…` variables among these; null if there are none. */
function parseOAuthEnv(variables: Readonly<Record<string, string | undefined>>): OAuthEnv | null {
  const value = (name: string) => variables[`JIRA_OAUTH_${name}`]?.trim() || null
  const found = {
    clientId: value('CLIENT_ID'),
    clientSecret: value('CLIENT_SECRET'),
    redirectUri: value('REDIRECT_URI'),
    refreshToken: value('REFRESH_TOKEN'),
    accessToken: value('ACCESS_TOKEN'),
  }
  if (Object.values(found).every((part) => part === null)) return null
  const { expiresAt } = usualEnvNames
  const expiresAtMs = Date.parse(value('TOKEN_EXPIRES_AT') ?? '')
  return {
    ...found,
    accessTokenExpiresAtMs: Number.isNaN(expiresAtMs) ? Infinity : expiresAtMs,
    expiryName: isExpiryPlace(variables[expiresAt]) ? expiresAt : null,
  }
}

/** Whether there is an access token that has not expired, as far as one can tell. */
export function hasUsableAccessToken({ accessToken, accessTokenExpiresAtMs }: OAuthEnv): boolean {
  return accessToken !== null && accessTokenExpiresAtMs > Date.now()
}

/** What the window may know about it; nothing secret. */
export function toImportOffer(
  env: OAuthEnv,
  source: ImportOffer['source'],
  fileName: string | null,
): ImportOffer {
  return {
    source,
    fileName,
    clientId: env.clientId,
    redirectUri: env.redirectUri,
    hasClientSecret: env.clientSecret !== null,
    hasRefreshToken: env.refreshToken !== null,
    hasAccessTokenOnly: hasUsableAccessToken(env) && env.refreshToken === null,
  }
}

/** Of an access token of Jira Cloud. Source: Atlassian, "OAuth 2.0 (3LO) apps". */
const maxLifetimeMs = 60 * 60_000

const maxFileBytes = 1024 * 1024

/** The byte order marks of UTF-16. PowerShell's `>` writes it. */
const utf16Marks = ['fffe', 'feff']

/** Decodes a .env file. Throws `envFileUnusable` if no .env reader would understand it. */
function decode(bytes: Buffer): string {
  const isUtf16 = utf16Marks.includes(bytes.toString('hex', 0, 2))
  // without a mark, every other byte of its ASCII characters is zero
  if (isUtf16 || bytes.includes(0))
    throw new AppError(
      'envFileUnusable',
      `it is ${isUtf16 ? '' : 'binary or '}in UTF-16, which .env readers don’t understand; save it as UTF-8`,
    )
  // drops the byte order mark that Windows editors write
  return new TextDecoder().decode(bytes)
}

/**
 * Reads a .env file as python-dotenv does, because the programs with `JIRA_OAUTH_…` variables use it. Rejects with
 * `envFileUnusable` if it can't be read or contains no such variable.
 */
export async function readEnvFile(path: string, environment = process.env): Promise<OAuthEnv> {
  try {
    const { size, mtimeMs } = await stat(path)
    if (size > maxFileBytes) throw new AppError('envFileUnusable', 'it is too large')
    const found = parseOAuthEnv(parseEnv(decode(await readFile(path)), environment))
    // the token is as old as the file at least
    const latestMs = mtimeMs + maxLifetimeMs
    if (found !== null)
      return { ...found, accessTokenExpiresAtMs: Math.min(found.accessTokenExpiresAtMs, latestMs) }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('envFileUnusable', undefined, { cause: error })
  }
  throw new AppError('envFileUnusable')
}

/** What could be imported, and the file that it is in; null: the environment. */
export interface FoundOAuthEnv {
  readonly env: OAuthEnv
  readonly path: string | null
}

/**
 * The `JIRA_OAUTH_…` variables of the environment, or else of `.env` in the current folder; null if neither has any. Never
 * rejects.
 */
export async function findOAuthEnv(environment: NodeJS.ProcessEnv): Promise<FoundOAuthEnv | null> {
  const own = parseOAuthEnv(environment)
  if (own !== null) return { env: own, path: null }
  const path = join(process.cwd(), '.env')
  const env = await readEnvFile(path, environment).catch(() => null)
  return env === null ? null : { env, path }
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
