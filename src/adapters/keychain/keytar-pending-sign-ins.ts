import * as z from 'zod'
import type { PendingSignIn, PendingSignIns } from '../../core/ports.ts'
import type { KeytarSecretStoreOptions } from './keytar-secret-store.ts'
import { useKeytar } from './keychain-error.ts'

const pendingSchema = z.object({ state: z.string(), codeVerifier: z.string(), begunAtMs: z.number() })

/** null if the item can't be read. A JSON error would quote it, so it is dropped. */
function parsePending(item: string): PendingSignIn | null {
  try {
    return pendingSchema.parse(JSON.parse(item))
  } catch {
    return null
  }
}

/** Stores waiting manual sign-ins, one keychain item per account. Methods reject with a `keychain…` error. */
export function createKeytarPendingSignIns(
  options: Omit<KeytarSecretStoreOptions, 'maxItemBytes'>,
): PendingSignIns {
  const { service, onSecret } = options
  const toItemName = (accountId: string) => `sign-in#${accountId}`
  return {
    read: (accountId) =>
      useKeytar(options, async (keytar) => {
        const item = await keytar.getPassword(service, toItemName(accountId))
        const pending = item === null ? null : parsePending(item)
        if (pending !== null) onSecret(pending.codeVerifier)
        return pending
      }),
    write: (accountId, pending) =>
      useKeytar(options, (keytar) => {
        onSecret(pending.codeVerifier)
        return keytar.setPassword(service, toItemName(accountId), JSON.stringify(pending))
      }),
    remove: (accountId) =>
      useKeytar(options, async (keytar) => {
        await keytar.deletePassword(service, toItemName(accountId))
      }),
  }
}
