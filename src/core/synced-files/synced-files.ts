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

/** Nobody waits longer for files, whose disk may never answer again. Longer than `TokenFiles` takes to say so. */
const waitTimeoutMs = 4000

export interface SyncedFilesDeps {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly store: AppStore
  readonly log: Log
  readonly tokenFiles: TokenFiles
}

/** The files that stay current, of all accounts. Nothing here holds up a renewal, or takes more than some seconds. */
export interface SyncedFiles {
  /**
   * Resolves after the first write or a few seconds, whatever came of it: see the snapshot. Rejects with `invalidInput` of field
   * `path`, `accessToken`, `expiresAt` or `cloudId`.
   */
  add(accountId: string, file: SyncedFile): Promise<void>
  /**
   * Takes the file off the list and the token out of it. Rejects with `syncedFileNotBlanked` when only the first could
   * be done.
   */
  remove(accountId: string, path: string): Promise<void>
  /** Sees to it that the files of the account are as its token is now. */
  look(accountId: string): void
  /**
   * Resolves when nothing is being written for the account. Rejects with `syncedFileNotBlanked` when a token stayed, or
   * is still there after a few seconds.
   */
  blanked(accountId: string): Promise<void>
  /** Tries now what failed before. */
  retryNow(): void
  /** The account is going. */
  clear(accountId: string): void
  /** Resolves when nothing is being written any more, or after a few seconds. */
  close(): Promise<void>
}

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

  const begin = (accountId: string, file: SyncedFileRecord): FileSync =>
    createFileSync({
      ...deps,
      files: tokenFiles,
      file,
      holdsToken: (may) => {
        // what hung when its account was removed may end at any time
        const account = accountStore.all().find(({ id }) => id === accountId)
        const now = account?.syncedFiles.find(({ id }) => id === file.id)
        if (now === undefined || now.holdsToken === may) return
        change(accountId, (all) => all.map((one) => (one.id === file.id ? { ...one, holdsToken: may } : one)))
      },
      changed: () => report(accountId),
      failed: ({ code, detail }) =>
        log.warn('a file could not be brought up to date', { path: file.path, code, detail }),
    })

  const look = (accountId: string): void => {
    const record = accountStore.get(accountId)
    const accountToken = accountTokens.find(accountId)
    if (accountToken === null || record.syncedFiles.length === 0) return
    const mine = getSyncs(accountId)
    syncs.set(accountId, mine)
    const desiredContentInput = {
      record,
      held: accountToken.current(),
      facts: store.state().facts[accountId],
    }
    for (const file of record.syncedFiles) {
      const sync = mine.get(file.id) ?? begin(accountId, file)
      mine.set(file.id, sync)
      sync.want(desiredContent(file, desiredContentInput))
    }
  }

  /** Whether all of it has ended in time. */
  const haveEnded = (work: readonly Promise<void>[]): Promise<boolean> =>
    withTimeout(
      clock,
      waitTimeoutMs,
      Promise.all(work).then(() => true),
      false,
    )

  const whenIdle = (accountId: string): Promise<boolean> =>
    haveEnded([...getSyncs(accountId).values()].map((sync) => sync.whenIdle()))

  const locate = async (file: Pick<SyncedFile, 'path' | 'kind'>): Promise<string> => {
    const located = await withTimeout(clock, waitTimeoutMs, tokenFiles.locate(file), null)
    if (located !== null) return located
    const message = 'This file can’t be kept current: the disk that it is on does not answer.'
    throw new AppError('invalidInput', message, { field: 'path' })
  }

  const assertNewPath = (path: string): void => {
    const owner = accountStore.all().find(({ syncedFiles }) => syncedFiles.some((file) => file.path === path))
    if (owner === undefined) return
    throw new AppError('invalidInput', `“${owner.name}” keeps this file current already.`, { field: 'path' })
  }

  const find = async (accountId: string, path: string): Promise<SyncedFileRecord> => {
    const { syncedFiles } = accountStore.get(accountId)
    const named = syncedFiles.find((file) => file.path === path)
    if (named !== undefined) return named
    // perhaps by another way to the same file
    const located = await locate({ path, kind: 'env' }).catch(() => path)
    const found = syncedFiles.find((file) => file.path === located)
    if (found !== undefined) return found
    throw new AppError('invalidInput', 'This file is not on the list of the account.', { field: 'path' })
  }

  const isBlanked = (file: SyncedFile): Promise<boolean> =>
    haveEnded([tokenFiles.blank(file)]).catch(() => false)

  return {
    look,
    add: async (accountId, { path: wished, kind, names }) => {
      accountStore.get(accountId)
      const problem = kind === 'env' ? envNamesProblem(names) : null
      if (problem !== null) throw new AppError('invalidInput', problem.message, { field: problem.field })
      const path = await locate({ path: wished, kind })
      assertNewPath(path)
      const file = { id: deps.entropy.newId(), path, kind, names, holdsToken: false }
      change(accountId, (all) => [...all, file])
      await whenIdle(accountId)
    },
    remove: async (accountId, path) => {
      const file = await find(accountId, path)
      // closed, and on the list until the token is out: nothing writes it meanwhile, and a crash forgets nothing
      const sync = getSyncs(accountId).get(file.id)
      const isFree = sync === undefined || (await haveEnded([sync.close()]))
      const now = accountStore.get(accountId).syncedFiles.find(({ id }) => id === file.id)
      // what is written meanwhile would bring the token back
      const stays = now?.holdsToken === true && !(isFree && (await isBlanked(file)))
      change(accountId, (all) => all.filter(({ id }) => id !== file.id))
      getSyncs(accountId).delete(file.id)
      report(accountId)
      if (stays) throw new AppError('syncedFileNotBlanked', file.path)
    },
    blanked: async (accountId) => {
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
      await haveEnded(all.map((sync) => sync.close()))
    },
  }
}
