import { keychainError } from './keychain-error.ts'
import type { Keytar } from './keytar-secret-store.ts'

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
