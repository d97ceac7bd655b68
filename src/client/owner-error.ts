import { cleanText } from '../shared/clean-text.ts'
import type { ApiErrorCode } from '../shared/error-table.ts'

const maxLength = 4000

/** What can go wrong before the owner answers. */
export type ClientErrorCode = 'ownerMissing' | 'ownerBusy' | 'ownerUntrusted' | 'ownerSilent'

/** The owner's own error, or why it could not be reached. Contains no secrets. */
export class OwnerError extends Error {
  override readonly name = 'OwnerError'
  readonly code: ApiErrorCode | ClientErrorCode

  constructor(code: OwnerError['code'], message: string) {
    super(cleanText(message, maxLength))
    this.code = code
  }
}

/** How the error begins if there is no account at all. */
export const noAccountsText = 'No accounts yet.'

/** The error for an unknown account; lists the existing ones. */
export function noSuchAccount(wanted: string, names: readonly string[]): OwnerError {
  const message =
    names.length === 0
      ? `${noAccountsText} Add one: jira-token accounts add NAME --client-id ID`
      : `No account named '${wanted}'. Accounts: ${names.join(', ')}.`
  return new OwnerError('accountNotFound', message)
}
