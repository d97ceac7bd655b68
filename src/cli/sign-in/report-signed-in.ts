import { noteUnsaved, statusOfAccount } from '../accounts/account-status.ts'
import { localTime } from '../terminal/local-time.ts'
import { note } from '../terminal/print.ts'

/** Reports the result of a new sign-in. */
export async function reportSignedIn(accountId: string): Promise<void> {
  const account = await statusOfAccount(accountId)
  if (account === null) return
  const { name, person, expiresAt, hasRefreshToken } = account
  const who = person === null ? '' : ` as ${person.name}`
  note(`Signed in to ${name}${who}. The token expires at ${localTime(expiresAt)}.`)
  if (!hasRefreshToken)
    note(
      'The server sent no refresh token because the scopes don’t include offline_access, so you have to sign in again when it expires.',
    )
  noteUnsaved(account)
}
