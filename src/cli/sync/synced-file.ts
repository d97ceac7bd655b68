import { basename, dirname, join } from 'node:path'
import { toRealPath } from '../../ownership/data-folder.ts'
import { cleanText } from '../../shared/clean-text.ts'
import type { AccountStatus, RouteInput } from '../../shared/local-api.ts'
import { statusOfAccount } from '../accounts/account-status.ts'
import { failure } from '../cli-error.ts'
import { ask } from '../connection.ts'
import { note } from '../terminal/print.ts'

export type SyncedFile = AccountStatus['syncedFiles'][number]

const tracked = 'Warning: Git tracks this file, so a commit would include the token'
const maybeTracked =
  'Warning: can’t tell whether Git tracks this file; if it does, a commit would include the token'
const shared = 'Warning: other users can write to its folder, so they could replace this file'

/** A file on one line, with its problems below. */
export function formatSyncedFile({ path, state, error, trackedByGit, inSharedFolder }: SyncedFile): string[] {
  const problems = [
    ...(error === null ? [] : [error.message]),
    ...(trackedByGit === true ? [tracked] : trackedByGit === null ? [maybeTracked] : []),
    ...(inSharedFolder ? [shared] : []),
  ]
  return [
    `${state.padEnd(7)}  ${cleanText(path, Infinity)}`,
    ...problems.map((problem) => `         ${problem}`),
  ]
}

/** Says who else could read or replace the file. */
export function noteRisks(file: SyncedFile): void {
  for (const line of formatSyncedFile({ ...file, error: null }).slice(1)) note(line.trim())
}

/** The file's real path, as the owner stores it: by its true name where the system ignores letter case. */
function realPath(path: string): string {
  const inRealFolder = join(toRealPath(dirname(path)), basename(path))
  const real = toRealPath(inRealFolder)
  // a link has another name
  return real.toLowerCase() === inRealFolder.toLowerCase() ? real : inRealFolder
}

/** The file if this account syncs it already. */
export function findSyncedFile(account: AccountStatus, path: string, kind: string): SyncedFile | null {
  const real = realPath(path)
  return account.syncedFiles.find((file) => file.kind === kind && file.path === real) ?? null
}

export const containerHint =
  'If a container mounts just this file, it keeps seeing the old content: mount the folder instead, or use --in-place.'

/** How often to look for the token in the file; a write takes a few seconds at most. */
const lookEveryMs = 250
const maxLooks = 20

/** Begins to sync a file, and says if it had other content. Rejects with an `OwnerError`. */
export async function addSyncedFile(
  { id }: AccountStatus,
  toSync: RouteInput<'addSyncedFile'>,
): Promise<SyncedFile> {
  const { file, backup } = await ask('addSyncedFile', { account: id, ...toSync })
  if (backup !== null) note(`The file had other content. A copy is in ${backup}`)
  return file
}

/** Resolves once the token is in the file, after getting one if there is none. Rejects with an `OwnerError` or `CliError`. */
export async function waitForToken(account: AccountStatus, added: SyncedFile): Promise<void> {
  let file: SyncedFile | undefined = added
  if (file.state === 'waiting' || file.state === 'expired') {
    try {
      await ask('token', { account: account.id })
    } catch (error) {
      note('The file is synced, but has no valid token yet. It is written as soon as there is one.')
      throw error
    }
  }
  for (let look = 0; file?.state !== 'current'; look += 1) {
    if (file === undefined) throw failure('The file has just been removed from the synced files.')
    if (file.state === 'failed' || look === maxLooks)
      throw failure(`No token in the file yet: ${file.error?.message ?? 'its disk is not responding.'}`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    file = (await statusOfAccount(account.id))?.syncedFiles.find(({ path }) => path === added.path)
  }
}
