import { AppError } from '../../shared/error-codes.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { TokenValues } from '../../core/ports.ts'
import { withEnvValues, withoutEnvValues } from '../../files/env-text.ts'

/** UTF-16 in either order; as latin1. */
const utf16Mark = /^(\xFF\xFE|\xFE\xFF)/

/** One line without spaces, or nothing. */
const lookOfToken = /^[\x21-\x7E]*(\r?\n)?$/

const odd = () => new AppError('syncedFileUnusable', 'the token has characters that can’t stand in it')

function variables({ names }: SyncedFile, values: TokenValues): Map<string, string> {
  const { accessToken, expiresAtMs, cloudId } = values
  const found = new Map([[names.accessToken, accessToken]])
  if (names.expiresAt !== null && expiresAtMs !== null) {
    found.set(names.expiresAt, new Date(expiresAtMs).toISOString())
  }
  if (names.cloudId !== null && cloudId !== null) found.set(names.cloudId, cloudId)
  return found
}

/** Throws `syncedFileUnusable` when that kind of file can't be made of this content (latin1). */
export function assertFitting(kind: SyncedFile['kind'], latin1: string): void {
  if (kind === 'env' && utf16Mark.test(latin1)) {
    throw new AppError('syncedFileUnusable', 'it is in UTF-16, which no reader of .env files understands')
  }
}

/** Whether a token file may take this file's place: nothing but a token is lost. */
export function holdsAtMostAToken(latin1: string): boolean {
  return lookOfToken.test(latin1)
}

/** The content with the values in it, as latin1. Throws `syncedFileUnusable`. */
export function contentWith(file: SyncedFile, latin1: string, values: TokenValues): string {
  if (file.kind === 'token') {
    if (!holdsAtMostAToken(values.accessToken)) throw odd()
    return values.accessToken
  }
  assertFitting('env', latin1)
  const next = withEnvValues(latin1, variables(file, values))
  if (next === null) throw odd()
  return next
}

/** The content of a .env file without the values, as latin1. */
export function contentWithout({ names }: SyncedFile, latin1: string): string {
  const mine = [names.accessToken, names.expiresAt, names.cloudId].filter((name) => name !== null)
  return withoutEnvValues(latin1, mine)
}
