import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import { syncedFileAnswer } from '../../core/state/to-status.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { Answers } from './handler-types.ts'

/** Handlers for synced files. */
export function syncedFileAnswers(
  accounts: Pick<Accounts, 'addSyncedFile' | 'removeSyncedFile'>,
  store: Pick<AppStore, 'snapshot'>,
): Pick<Answers, 'addSyncedFile' | 'removeSyncedFile'> {
  const getFiles = (id: string) =>
    store.snapshot().accounts.find((account) => account.id === id)?.syncedFiles ?? []

  return {
    addSyncedFile: async ({ account, args }) => {
      const before = new Set(getFiles(account.id).map(({ id }) => id))
      const { backup } = await accounts.addSyncedFile(account.id, args)
      const added = getFiles(account.id).find(({ id }) => !before.has(id))
      if (added === undefined) throw new AppError('signedOutMeanwhile')
      return { file: syncedFileAnswer(added), backup }
    },
    removeSyncedFile: async ({ account, args }) => {
      await accounts.removeSyncedFile(account.id, args.path)
      return {}
    },
  }
}
