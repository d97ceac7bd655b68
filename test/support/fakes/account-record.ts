import { accountDefaults } from '../../../src/shared/account-defaults.ts'
import type { AccountForm } from '../../../src/shared/account.ts'
import type { AccountRecord } from '../../../src/core/ports.ts'

/** What the user entered for an account. */
export function accountForm(change: Partial<AccountForm> = {}): AccountForm {
  return {
    ...accountDefaults,
    scopes: [...accountDefaults.scopes],
    name: 'Work',
    clientId: 'client-id',
    autoRenewal: true,
    bufferMinutes: null,
    ...change,
  }
}

/** An account that nobody has signed in at. */
export function accountRecord(change: Partial<AccountRecord> = {}): AccountRecord {
  return {
    ...accountForm(),
    id: 'work',
    demo: false,
    hasClientSecret: false,
    hasToken: false,
    attempt: null,
    person: null,
    sites: [],
    syncedFiles: [],
    ...change,
  }
}
