import * as z from 'zod'
import type { PendingSignIn, PendingSignIns } from '../../core/ports.ts'
import type { KeytarSecretStoreOptions } from './keytar-secret-store.ts'
import { useKeytar } from './keychain-error.ts'

const pendingSchema = z.object({ state: z.string(), codeVerifier: z.string(), begunAtMs: z.number() })

/** What can't be read is of no use, and must not be quoted. */
function pendingIn(item: string): PendingSignIn | null {
  try {
    return pendingSchema.parse(JSON.parse(item))
  } catch {
    return null
  }
}

/** Manual sign-ins that wait, one item per account. */
export function createKeytarPendingSignIns(
  options: Omit<KeytarSecretStoreOptions, 'maxItemBytes'>,
): PendingSignIns {
  const { service, onSecret } = options
  const toItemName = (accountId: string) => `sign-in#${accountId}`
  return {
    read: (accountId) =>
      useKeytar(options, async (keytar) => {
        const item = await keytar.getPassword(service, toItemName(accountId))
        const pending = item === null ? null : pendingIn(item)
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
