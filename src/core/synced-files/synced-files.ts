import { AppError } from '../../shared/error-codes.ts'
import { envNamesProblem } from '../../shared/env-names.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { AccountTokens } from '../accounts/account-tokens.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import { withTimeout } from '../with-timeout.ts'
import type { Entropy, Log, SyncedFileRecord, TokenFiles } from '../ports.ts'
import { createFileSync, type FileSync } from './file-sync.ts'
import { desiredContent } from './desired-content.ts'

/** The longest a caller waits for files: a disk may never respond. Longer than `TokenFiles` takes to report that. */
const waitTimeoutMs = 4000

export interface SyncedFilesDeps {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly store: AppStore
  readonly log: Log
  readonly tokenFiles: TokenFiles
}

export interface AddedFile {
  /** A copy of what the token replaced; null if there was nothing. */
  readonly backup: string | null
}

/** The synced files of all accounts. Nothing here delays a renewal or takes more than a few seconds. */
export interface SyncedFiles {
  /**
   * Resolves after the first write or a few seconds, even if the write failed (see the snapshot). Rejects with
   * `invalidInput` (field `path`, `accessToken`, `expiresAt`, or `cloudId`), or a `syncedFile…` error.
   */
  add(accountId: string, file: SyncedFile): Promise<AddedFile>
  /**
   * Stops syncing the file and removes the token from it. Rejects with `syncedFileNotBlanked` if the token could not be
   * removed; syncing has stopped then too.
   */
  remove(accountId: string, path: string): Promise<void>
  /** Brings the account's files up to date with its token, in the background. */
  sync(accountId: string): void
  /**
   * Resolves once nothing is being written for the account and no file contains a token. Rejects with
   * `syncedFileNotBlanked` if one still does, or after a few seconds.
   */
  whenBlanked(accountId: string): Promise<void>
  /** Retries failed writes now. */
  retryNow(): void
  /** Stops syncing the files of an account that is being removed. */
  clear(accountId: string): void
  /** Resolves once nothing is being written, or after a few seconds. */
  close(): Promise<void>
}

/** Creates the synced files of all accounts. */
export function createSyncedFiles(
  deps: SyncedFilesDeps,
  accountStore: AccountStore,
  accountTokens: Pick<AccountTokens, 'find'>,
): SyncedFiles {
  const { clock, store, tokenFiles, log } = deps
  const syncs = new Map<string, Map<string, FileSync>>()
  const getSyncs = (accountId: string) => syncs.get(accountId) ?? new Map<string, FileSync>()

  const change = (accountId: string, make: (files: readonly SyncedFileRecord[]) => SyncedFileRecord[]) =>
    accountStore.update(accountId, { syncedFiles: make(accountStore.get(accountId).syncedFiles) })

  const report = (id: string): void => {
    const files = [...getSyncs(id)].map(([fileId, sync]) => [fileId, sync.state()] as const)
    store.dispatch({ type: 'syncedFilesReported', id, files: Object.fromEntries(files) })
  }

  const start = (accountId: string, file: SyncedFileRecord): FileSync =>
    createFileSync({
      ...deps,
      files: tokenFiles,
      file,
      holdsToken: (may) => {
        // a write that hung may end long after its account was removed
        const account = accountStore.all().find(({ id }) => id === accountId)
        const now = account?.syncedFiles.find(({ id }) => id === file.id)
        if (now === undefined || now.holdsToken === may) return
        change(accountId, (all) => all.map((one) => (one.id === file.id ? { ...one, holdsToken: may } : one)))
      },
      changed: () => report(accountId),
      failed: ({ code, detail }) =>
        log.warn('a synced file could not be written', { path: file.path, code, detail }),
    })

  const syncAccount = (accountId: string): void => {
    const record = accountStore.get(accountId)
    const accountToken = accountTokens.find(accountId)
    if (accountToken === null || record.syncedFiles.length === 0) return
    const mine = getSyncs(accountId)
    syncs.set(accountId, mine)
    const input = {
      record,
      held: accountToken.current(),
      facts: store.state().facts[accountId],
    }
    for (const file of record.syncedFiles) {
      const sync = mine.get(file.id) ?? start(accountId, file)
      mine.set(file.id, sync)
      sync.setDesired(desiredContent(file, input))
    }
  }

  /** Whether all of this work ends before the timeout. */
  const endInTime = (work: readonly Promise<void>[]): Promise<boolean> =>
    withTimeout(
      clock,
      waitTimeoutMs,
      Promise.all(work).then(() => true),
      false,
    )

  const whenIdle = (accountId: string): Promise<boolean> =>
    endInTime([...getSyncs(accountId).values()].map((sync) => sync.whenIdle()))

  const locate = async (file: Pick<SyncedFile, 'path' | 'kind'>): Promise<string> => {
    const located = await withTimeout(clock, waitTimeoutMs, tokenFiles.locate(file), null)
    if (located !== null) return located
    const message = 'This file can’t be synced: its disk is not responding.'
    throw new AppError('invalidInput', message, { field: 'path' })
  }

  const assertNewPath = (path: string): void => {
    const owner = accountStore.all().find(({ syncedFiles }) => syncedFiles.some((file) => file.path === path))
    if (owner === undefined) return
    throw new AppError('invalidInput', `This file is already synced with “${owner.name}”.`, { field: 'path' })
  }

  const find = async (accountId: string, path: string): Promise<SyncedFileRecord> => {
    const { syncedFiles } = accountStore.get(accountId)
    const named = syncedFiles.find((file) => file.path === path)
    if (named !== undefined) return named
    // perhaps a different path to the same file
    const located = await locate({ path, kind: 'env' }).catch(() => path)
    const found = syncedFiles.find((file) => file.path === located)
    if (found !== undefined) return found
    throw new AppError('invalidInput', 'This account does not sync this file.', { field: 'path' })
  }

  const isBlanked = (file: SyncedFile): Promise<boolean> =>
    endInTime([tokenFiles.blank(file)]).catch(() => false)

  return {
    sync: syncAccount,
    add: async (accountId, { path: requested, kind, names, inPlace }) => {
      accountStore.get(accountId)
      const problem = kind === 'env' ? envNamesProblem(names) : null
      if (problem !== null) throw new AppError('invalidInput', problem.message, { field: problem.field })
      const path = await locate({ path: requested, kind })
      assertNewPath(path)
      const backup = kind === 'token' ? await tokenFiles.backUp(path) : null
      // another program may have added it in the meantime
      assertNewPath(path)
      const id = deps.entropy.newId()
      const file = { id, path, kind, names, ...(inPlace === true && { inPlace }), holdsToken: false }
      change(accountId, (all) => [...all, file])
      await whenIdle(accountId)
      return { backup }
    },
    remove: async (accountId, path) => {
      const file = await find(accountId, path)
      // stays in the list until the token is removed, so that a crash in between doesn't forget it
      const sync = getSyncs(accountId).get(file.id)
      const isFree = sync === undefined || (await endInTime([sync.close()]))
      const now = accountStore.get(accountId).syncedFiles.find(({ id }) => id === file.id)
      // a write still in progress could put the token back
      const stays = now?.holdsToken === true && !(isFree && (await isBlanked(file)))
      change(accountId, (all) => all.filter(({ id }) => id !== file.id))
      getSyncs(accountId).delete(file.id)
      report(accountId)
      if (stays) throw new AppError('syncedFileNotBlanked', file.path)
    },
    whenBlanked: async (accountId) => {
      await whenIdle(accountId)
      const left = accountStore.get(accountId).syncedFiles.filter(({ holdsToken }) => holdsToken)
      if (left.length > 0) {
        throw new AppError('syncedFileNotBlanked', left.map(({ path }) => path).join(', '))
      }
    },
    retryNow: () => {
      for (const account of syncs.values()) for (const sync of account.values()) sync.retryNow()
    },
    clear: (accountId) => {
      for (const sync of getSyncs(accountId).values()) void sync.close()
      syncs.delete(accountId)
    },
    close: async () => {
      const all = [...syncs.values()].flatMap((account) => [...account.values()])
      await endInTime(all.map((sync) => sync.close()))
    },
  }
}
