import { getCloudId } from '../accounts/account-sites.ts'
import type { AccountRecord, SyncedFileRecord, TokenValues } from '../ports.ts'
import type { IssuedToken, AccountTokenFacts } from '../token/account-token-types.ts'

/** What a file should contain. null: leave it as it is; `expired`: the same, and its token has expired. */
export type DesiredContent = TokenValues | 'blank' | 'expired' | null

/** What is known about the account that a file belongs to. */
export interface DesiredContentInput {
  readonly record: Pick<AccountRecord, 'kind' | 'sites'>
  readonly held: IssuedToken | null
  readonly facts: Pick<AccountTokenFacts, 'token' | 'problem'> | undefined
}

/** What a file of this account should contain now: a valid token, or none of ours once the account is signed out. */
export function desiredContent(
  file: SyncedFileRecord,
  { record, held, facts }: DesiredContentInput,
): DesiredContent {
  if (held !== null && held.leftSec > 0) {
    const names = file.kind === 'env' ? file.names : null
    // as viewers see it: it does not jitter with the clocks
    const expiresAtMs = facts?.token.kind === 'held' ? facts.token.expiresAtMs : held.expiresAtMs
    return {
      accessToken: held.accessToken,
      expiresAtMs: (names?.expiresAt ?? null) === null ? null : expiresAtMs,
      cloudId: (names?.cloudId ?? null) === null ? null : getCloudId(record),
    }
  }
  if (held !== null) return file.holdsToken ? 'expired' : null
  // if the keychain can't be read or lost the token, the account is not signed out
  const { problem } = facts ?? {}
  const isSignedOut = problem?.kind === 'signInNeeded' && problem.reason === 'notSignedIn'
  return isSignedOut && file.holdsToken ? 'blank' : null
}
