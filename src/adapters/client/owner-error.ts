import type { ApiErrorCode } from '../../shared/error-codes.ts'

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
