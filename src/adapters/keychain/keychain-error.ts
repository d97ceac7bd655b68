import { AppError, type ErrorCode } from '../../shared/error-codes.ts'
import type { Keytar } from './keytar.ts'

/**
 * The words of libsecret, macOS and Windows, as seen in tests with gnome-keyring and in github.com/atom/node-keytar/issues/132
 * and /224, github.com/shiftkey/desktop/issues/731.
 */
const meanings: readonly (readonly [RegExp, ErrorCode])[] = [
  [
    /locked collection|is locked|interaction is not allowed|prompt.*dismissed|user canceled/i,
    'keychainLocked',
  ],
  [
    /autolaunch D-Bus|ServiceUnknown|not provided by any|no such object path|Object does not exist at path|Cannot find module|Could not connect|NoReply|Connection refused|disconnected|Unknown or unsupported transport|dbus-launch/i,
    'keychainMissing',
  ],
]

/** What a keychain's error means, as an `AppError`. Its own text may be shown: keychains name no secrets in it. */
export function keychainError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const text = error instanceof Error ? error.message : String(error)
  const code = meanings.find(([pattern]) => pattern.test(text))?.[1] ?? 'keychainFailed'
  return new AppError(code, text, { cause: error })
}

/** Does something with the keychain; what goes wrong is an `AppError`, a `keychain…` one. */
export async function useKeytar<T>(
  { loadKeytar }: { readonly loadKeytar: () => Promise<Keytar> },
  action: (keytar: Keytar) => Promise<T>,
): Promise<T> {
  try {
    return await action(await loadKeytar())
  } catch (error) {
    throw keychainError(error)
  }
}
