import type { AppSnapshot, Notice } from '../../shared/snapshot.ts'

/** The notices, without the keychain notice if an account's help already says the same. */
export function noticesToShow({ notices, accounts }: AppSnapshot): readonly Notice[] {
  const said = accounts.some((account) => account.problem.kind === 'keychainUnavailable')
  return said ? notices.filter((notice) => notice.kind !== 'keychainUnavailable') : notices
}
