import type { AccountStatus, Status } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'

/** What the owner tells of an account. */
export async function statusOfAccount(id: string): Promise<AccountStatus | null> {
  const { accounts } = await ask<Status>({ method: 'GET', target: '/v1/status' })
  return accounts.find((account) => account.id === id) ?? null
}

/** Says on stderr when the keychain did not take an account's token. */
export function noteUnsaved(account: AccountStatus | null): void {
  if (account === null || account.stored) return
  const why = account.problem?.message ?? 'the keychain did not take it.'
  note(`Careful: ${why} The sign-in is lost when the program that holds it ends.`)
}

/** Says on stderr when the keychain did not take what was entered. */
export function noteKeychainProblem(account: AccountStatus | null): void {
  if (account?.problem?.code.startsWith('keychain') !== true) return
  note(`Careful: ${account.problem.message} Nothing of ${account.name} outlives the program that holds it.`)
}
