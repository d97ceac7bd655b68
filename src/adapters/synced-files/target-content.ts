import { AppError } from '../../shared/error-codes.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { TokenValues } from '../../core/ports.ts'
import { withEnvValues, withoutEnvValues } from '../../files/env-text.ts'

/** The byte order mark of UTF-16, as latin1. */
const utf16Mark = /^(\xFF\xFE|\xFE\xFF)/

/** One line without spaces, or an empty file. */
const tokenPattern = /^[\x21-\x7E]*(\r?\n)?$/

const unwritable = () =>
  new AppError('syncedFileUnusable', 'the token has characters that can’t be written to it')

function toVariables({ names }: SyncedFile, values: TokenValues): Map<string, string> {
  const { accessToken, expiresAtMs, cloudId } = values
  const found = new Map([[names.accessToken, accessToken]])
  if (names.expiresAt !== null && expiresAtMs !== null) {
    found.set(names.expiresAt, new Date(expiresAtMs).toISOString())
  }
  if (names.cloudId !== null && cloudId !== null) found.set(names.cloudId, cloudId)
  return found
}

/** Throws `syncedFileUnusable` if a file with this content (latin1) can't become that kind of synced file. */
export function assertSupported(kind: SyncedFile['kind'], latin1: string): void {
  if (kind === 'env' && utf16Mark.test(latin1)) {
    throw new AppError('syncedFileUnusable', 'it is in UTF-16, which .env readers don’t understand')
  }
}

/** Whether the file is empty or contains only a token, so a token file may replace it. */
export function isTokenOrEmpty(latin1: string): boolean {
  return tokenPattern.test(latin1)
}

/** The content with these values set, as latin1. Throws `syncedFileUnusable` if they can't be written. */
export function withTokenValues(file: SyncedFile, latin1: string, values: TokenValues): string {
  if (file.kind === 'token') {
    if (!isTokenOrEmpty(values.accessToken)) throw unwritable()
    if (!isTokenOrEmpty(latin1)) {
      throw new AppError('syncedFileUnusable', 'it has other content, which the token would replace')
    }
    return values.accessToken
  }
  assertSupported('env', latin1)
  const next = withEnvValues(latin1, toVariables(file, values))
  if (next === null) throw unwritable()
  return next
}

/** The content of a .env file with our values cleared, as latin1. */
export function withoutTokenValues({ names }: SyncedFile, latin1: string): string {
  const mine = [names.accessToken, names.expiresAt, names.cloudId].filter((name) => name !== null)
  return withoutEnvValues(latin1, mine)
}
