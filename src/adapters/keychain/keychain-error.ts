import { AppError } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { Keytar } from './keytar.ts'

/**
 * Error messages of libsecret, macOS, and Windows, as seen in tests with gnome-keyring and in
 * github.com/atom/node-keytar/issues/132 and /224, github.com/shiftkey/desktop/issues/731.
 */
const meanings: readonly (readonly [RegExp, ErrorCode])[] = [
  [
    /locked collection|is locked|interaction is not allowed|prompt.*dismissed|user canceled/i,
    'keychainLocked',
  ],
  [/libsecret-[\w.]*\.so/i, 'keychainLibraryMissing'],
  [
    /autolaunch D-Bus|ServiceUnknown|not provided by any|no such object path|Object does not exist at path|Cannot find module|Could not connect|NoReply|Connection refused|disconnected|Unknown or unsupported transport|dbus-launch/i,
    'keychainMissing',
  ],
]

/** A keychain's error as a `keychain…` error. Its message is kept as detail: keychains put no secrets in it. */
export function keychainError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const text = error instanceof Error ? error.message : String(error)
  const code = meanings.find(([pattern]) => pattern.test(text))?.[1] ?? 'keychainFailed'
  return new AppError(code, text, { cause: error })
}

/** Runs an action on the keychain. Rejects with a `keychain…` error. */
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
