import type { AppSnapshot } from '../../shared/snapshot.ts'

/** Whether all that the agent holds outlives it; what the keychain would not take does not. */
export function losesNothing({ accounts }: Pick<AppSnapshot, 'accounts'>): boolean {
  return accounts.every(({ activity, token, hasClientSecret, problem }) => {
    const isTokenSafe = token.kind !== 'held' || token.stored
    const isSecretSafe = hasClientSecret || problem.kind !== 'keychainUnavailable'
    return activity.kind !== 'signingIn' && isTokenSafe && isSecretSafe
  })
}
