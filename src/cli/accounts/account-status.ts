import type { AccountStatus } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'

/** The status of an account; null when it was removed. */
export async function statusOfAccount(id: string): Promise<AccountStatus | null> {
  const { accounts } = await ask('status')
  return accounts.find((account) => account.id === id) ?? null
}

/** Warns on stderr when the keychain refused to store an account's token. */
export function noteUnsaved(account: AccountStatus | null): void {
  if (account === null || account.stored) return
  const why = account.problem?.message ?? 'The keychain refused to save the token.'
  note(`Warning: ${why} The sign-in will be lost when the app or background agent ends.`)
}

/** Warns on stderr when the keychain refused to store what the user entered. */
export function noteKeychainProblem(account: AccountStatus | null): void {
  if (account?.problem?.code.startsWith('keychain') !== true) return
  note(
    `Warning: ${account.problem.message} The secrets of ${account.name} will be lost when the app or background agent ends.`,
  )
}
