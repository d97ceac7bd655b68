import type { KeytarSecretStoreOptions } from './keytar-secret-store.ts'
import { useKeytar } from './keychain-error.ts'

/** The account that an item belongs to; null for a test entry. See `createKeytarSecretStore` and `…PendingSignIns`. */
function toAccountId(name: string): string | null {
  return name.startsWith('canary-') ? null : name.replace(/^sign-in#/, '').replace(/#[^#]*$/, '')
}

/**
 * Removes the items of accounts that are not known, which a crash or a keychain that did not respond may leave. May reject
 * with a `keychain…` error.
 */
export function removeUnknownSecrets(
  options: Pick<KeytarSecretStoreOptions, 'loadKeytar' | 'service' | 'keyrings'>,
  isKnown: (accountId: string) => boolean,
): Promise<void> {
  return useKeytar(options, async (keytar) => {
    const names =
      options.keyrings === null
        ? (await keytar.findCredentials(options.service)).map(({ account }) => account)
        : await options.keyrings.listUnlocked(options.service)
    for (const name of names) {
      const accountId = toAccountId(name)
      if (accountId !== null && !isKnown(accountId)) await keytar.deletePassword(options.service, name)
    }
  })
}
