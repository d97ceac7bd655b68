import * as z from 'zod'
import { createTurns } from '../../core/accounts/turns.ts'
import { tokenAuths } from '../../shared/account-kinds.ts'
import type { PendingSignIn, PendingSignIns } from '../../core/ports.ts'
import type { KeytarSecretStoreOptions } from './keytar-secret-store.ts'
import { useKeytar } from './keychain-error.ts'
import type { Keytar } from './keytar.ts'

const pendingSchema = z.object({
  state: z.string(),
  codeVerifier: z.string(),
  begunAtMs: z.number(),
  client: z
    .object({
      clientId: z.string(),
      clientSecret: z.string().nullable(),
      tokenAuth: z.enum(tokenAuths),
      registration: z.object({
        redirectUri: z.string(),
        scopes: z.array(z.string()),
        secretExpiresAtMs: z.number().nullable(),
      }),
    })
    .nullable()
    .default(null),
})

const secretsOf = ({ codeVerifier, client }: PendingSignIn): string[] =>
  [codeVerifier, client?.clientSecret ?? ''].filter((secret) => secret !== '')

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
  options: Pick<KeytarSecretStoreOptions, 'loadKeytar' | 'service' | 'onSecret'>,
): PendingSignIns {
  const { service, onSecret } = options
  const toItemName = (accountId: string) => `sign-in#${accountId}`
  const turns = createTurns()
  /** In order, because the write of a canceled sign-in may still be running when its item is removed. */
  const use = <T>(accountId: string, action: (keytar: Keytar) => Promise<T>): Promise<T> =>
    turns.take(accountId, () => useKeytar(options, action))
  return {
    read: (accountId) =>
      use(accountId, async (keytar) => {
        const item = await keytar.getPassword(service, toItemName(accountId))
        const pending = item === null ? null : parsePending(item)
        if (pending !== null) secretsOf(pending).forEach((secret) => onSecret(secret))
        return pending
      }),
    write: (accountId, pending) =>
      use(accountId, (keytar) => {
        secretsOf(pending).forEach((secret) => onSecret(secret))
        return keytar.setPassword(service, toItemName(accountId), JSON.stringify(pending))
      }),
    remove: (accountId) =>
      use(accountId, async (keytar) => {
        await keytar.deletePassword(service, toItemName(accountId))
      }),
  }
}
