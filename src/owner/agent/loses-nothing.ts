import type { AppSnapshot } from '../../shared/snapshot.ts'

/** Whether the agent can exit without losing anything; secrets that the keychain refused to save would be lost. */
export function losesNothing({ accounts }: Pick<AppSnapshot, 'accounts'>): boolean {
  return accounts.every(({ activity, token, hasClientSecret, problem }) => {
    const isTokenSafe = token.kind !== 'held' || token.stored
    const isSecretSafe = hasClientSecret || problem.kind !== 'keychainUnavailable'
    return activity.kind !== 'signingIn' && isTokenSafe && isSecretSafe
  })
}
