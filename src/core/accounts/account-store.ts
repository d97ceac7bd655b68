import { AppError } from '../../shared/error-codes.ts'
import type { AppStore } from '../state/app-store.ts'
import type { AccountRecord, Records } from '../ports.ts'

/** The account records. Every change is on disk before viewers see it. */
export interface AccountStore {
  all(): readonly AccountRecord[]
  /** Throws `accountNotFound`. */
  get(id: string): AccountRecord
  add(record: AccountRecord): void
  /** Does nothing if the account no longer exists. */
  update(id: string, change: Partial<AccountRecord>): void
  remove(id: string): void
}

/** Creates the store. Calls `updated` after each change to a record. */
export function createAccountStore(
  records: Records,
  store: AppStore,
  updated: (id: string) => void = () => undefined,
): AccountStore {
  const all = () => store.state().records
  const save = (changed: readonly AccountRecord[]) => {
    records.saveAccounts(changed)
    store.dispatch({ type: 'recordsChanged', records: changed })
  }
  return {
    all,
    get: (id) => {
      const record = all().find((candidate) => candidate.id === id)
      if (record === undefined) throw new AppError('accountNotFound')
      return record
    },
    add: (record) => save([...all(), record]),
    update: (id, change) => {
      // the account was removed while a request about it was running
      if (!all().some((record) => record.id === id)) return
      save(all().map((record) => (record.id === id ? { ...record, ...change } : record)))
      updated(id)
    },
    remove: (id) => save(all().filter((record) => record.id !== id)),
  }
}
