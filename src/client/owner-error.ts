import type { ApiErrorCode } from '../shared/error-codes.ts'

/** What can go wrong on the way to the owner, beside what it answers. */
export type ClientErrorCode = 'ownerMissing' | 'ownerBusy' | 'ownerUntrusted' | 'ownerSilent'

/** Why there is no answer: the owner's own words, or what went wrong on the way to it. No secret is in it. */
export class OwnerError extends Error {
  override readonly name = 'OwnerError'
  readonly code: ApiErrorCode | ClientErrorCode

  constructor(code: OwnerError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The error where no account is called so: it names those that there are. */
export function noSuchAccount(wanted: string, names: readonly string[]): OwnerError {
  const message =
    names.length === 0
      ? 'There is no account yet. Add one: jira-token accounts add NAME --client-id ID'
      : `There is no account ${wanted}. There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`
  return new OwnerError('accountNotFound', message)
}
