import { noteUnsaved, statusOfAccount } from '../accounts/account-status.ts'
import { localTime } from '../terminal/local-time.ts'
import { note } from '../terminal/print.ts'

/** Says what a new sign-in has brought. */
export async function reportSignedIn(accountId: string): Promise<void> {
  const account = await statusOfAccount(accountId)
  if (account === null) return
  const { name, person, expiresAt, hasRefreshToken } = account
  const who = person === null ? '' : ` as ${person.name}`
  note(`Signed in: ${name}${who}. The token is valid until ${localTime(expiresAt)}.`)
  if (!hasRefreshToken)
    note(
      'It came without a refresh token, because the scopes lack offline_access: it can’t be renewed, and you have to sign in again then.',
    )
  noteUnsaved(account)
}
