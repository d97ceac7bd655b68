import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { AppError } from '../../shared/error-codes.ts'
import type { SecretStore } from '../../core/ports.ts'
import type { AccountSecret } from '../../core/token/token-set.ts'
import { parseHead, joinParts, splitValue } from './split-value.ts'
import { useKeytar } from './keychain-error.ts'
import type { Keytar } from './keytar.ts'
import type { Keyrings } from './secret-service.ts'
import type { FormerService } from './service-name.ts'

export interface KeytarSecretStoreOptions {
  /** Loaded on first use: it links against the desktop's keychain library. */
  readonly loadKeytar: () => Promise<Keytar>
  readonly service: string
  /** Where earlier versions stored the secrets: what is found there moves to `service`. */
  readonly former: readonly FormerService[]
  /** null where the keychain has only one place for an item. */
  readonly keyrings: Keyrings | null
  /** The most bytes one item may hold; 2,560 for a Windows credential. */
  readonly maxItemBytes: number
  /** Called with every secret that is read or written, so that logs can redact it. */
  readonly onSecret: (value: string) => void
}

const secretSchema = z.object({
  clientSecret: z.string().nullable(),
  tokenSet: z
    .object({
      accessToken: z.string(),
      refreshToken: z.string().nullable(),
      obtainedAtMs: z.number(),
      expiresAtMs: z.number(),
      lifetimeSec: z.number().positive(),
      refreshLifetimeSec: z.number().positive().optional(),
      scopes: z.array(z.string()),
    })
    .nullable(),
})

/** Throws `keychainFailed`, without the JSON error: that would quote the secret. */
function parseSecret(value: string): AccountSecret {
  try {
    return secretSchema.parse(JSON.parse(value))
  } catch {
    throw new AppError('keychainFailed', 'the stored item is not from this app')
  }
}

/**
 * Stores secrets in the OS keychain, one item per account; large ones in several parts. Methods reject with a
 * `keychain…` error.
 */
export function createKeytarSecretStore(options: KeytarSecretStoreOptions): SecretStore {
  const { service, former, keyrings, maxItemBytes, onSecret } = options
  const partName = (accountId: string, set: string, index: number) => `${accountId}#${set}.${index}`

  const use = <T>(action: (keytar: Keytar) => Promise<T>): Promise<T> => useKeytar(options, action)

  const registerSecrets = (secret: AccountSecret): void => {
    for (const value of [secret.clientSecret, secret.tokenSet?.accessToken, secret.tokenSet?.refreshToken]) {
      if (value != null) onSecret(value)
    }
  }

  /** A locked or missing keyring also reads as null, so check that writing and reading work. */
  const assertWorks = async (keytar: Keytar): Promise<void> => {
    const name = `canary-${randomUUID()}`
    await keytar.setPassword(service, name, name)
    const readBack = await keytar.getPassword(service, name)
    await keytar.deletePassword(service, name)
    if (readBack !== name) throw new AppError('keychainFailed', 'it does not return what was stored')
  }

  // never on Linux, where nothing is split: there, keytar's findCredentials crashes the process if the keyring is
  // locked
  const sweepParts = async (keytar: Keytar, from: string, accountId: string, keepSet: string | null) => {
    if (!Number.isFinite(maxItemBytes)) return
    const items = await keytar.findCredentials(from)
    const old = items
      .map(({ account }) => account)
      .filter(
        (name) =>
          name.startsWith(`${accountId}#`) &&
          (keepSet === null || !name.startsWith(`${accountId}#${keepSet}.`)),
      )
    for (const name of old) await keytar.deletePassword(from, name)
  }

  /** Ignores errors: the new value is already stored, and leftovers are swept after the next write. */
  const trySweeping = (...args: Parameters<typeof sweepParts>): Promise<void> =>
    sweepParts(...args).catch(() => undefined)

  const readItem = async (keytar: Keytar, from: string, accountId: string): Promise<string | null> => {
    const item = await keytar.getPassword(from, accountId)
    const head = item === null ? null : parseHead(item)
    if (head === null) return item
    const names = Array.from({ length: head.parts }, (_, index) => partName(accountId, head.set, index))
    const value = joinParts(head, await Promise.all(names.map((name) => keytar.getPassword(from, name))))
    if (value === null) throw new AppError('keychainFailed', 'part of the secret is missing')
    return value
  }

  const writeItem = async (keytar: Keytar, accountId: string, value: string): Promise<void> => {
    if (Buffer.byteLength(value) <= maxItemBytes) {
      await keytar.setPassword(service, accountId, value)
      await trySweeping(keytar, service, accountId, null)
      return
    }
    const set = randomUUID().slice(0, 8)
    const { head, parts } = splitValue(value, maxItemBytes, set)
    for (const [index, part] of parts.entries())
      await keytar.setPassword(service, partName(accountId, set, index), part)
    await keytar.setPassword(service, accountId, head)
    await trySweeping(keytar, service, accountId, set)
  }

  /** Resolves with whether there was an item. */
  const removeItem = async (keytar: Keytar, from: string, accountId: string): Promise<boolean> => {
    const removed = await keytar.deletePassword(from, accountId)
    await sweepParts(keytar, from, accountId, null)
    return removed
  }

  const formerNames = (accountId: string): string[] =>
    former.filter(({ mayHold }) => mayHold(accountId)).map(({ name }) => name)

  /** Rejects with `keychainLocked` if a locked keyring, perhaps not the default one, has the secret: keytar can't see it. */
  const assertUnlocked = async (accountId: string): Promise<void> => {
    for (const name of [service, ...formerNames(accountId)])
      if ((await keyrings?.hasLocked(name, accountId)) === true)
        throw new AppError('keychainLocked', 'a locked keyring has this secret')
  }

  /** Moves the secret here from where an earlier version stored it; null if it is not there either. */
  const moveFormer = async (keytar: Keytar, accountId: string): Promise<string | null> => {
    for (const name of formerNames(accountId)) {
      const value = await readItem(keytar, name, accountId)
      if (value === null) continue
      await writeItem(keytar, accountId, value)
      await removeItem(keytar, name, accountId)
      return value
    }
    return null
  }

  const readOrMove = async (keytar: Keytar, accountId: string): Promise<string | null> => {
    const value = await readItem(keytar, service, accountId)
    if (value !== null) return value
    await assertUnlocked(accountId)
    return moveFormer(keytar, accountId)
  }

  return {
    read: (accountId) =>
      use(async (keytar) => {
        await keyrings?.removeCopies(service, accountId, 'newest')
        const value = await readOrMove(keytar, accountId)
        if (value === null) {
          await assertWorks(keytar)
          return null
        }
        const secret = parseSecret(value)
        registerSecrets(secret)
        return secret
      }),
    write: (accountId, secret) =>
      use(async (keytar) => {
        registerSecrets(secret)
        const value = JSON.stringify(secret)
        await writeItem(keytar, accountId, value)
        await keyrings?.removeCopies(service, accountId, 'written')
        // when the user refuses, libsecret reports no error
        if (keyrings !== null && (await keytar.getPassword(service, accountId)) !== value)
          throw new AppError('keychainFailed', 'it did not store the secret')
        // the new value is already stored
        for (const name of formerNames(accountId))
          await removeItem(keytar, name, accountId).catch(() => undefined)
      }),
    remove: (accountId) =>
      use(async (keytar) => {
        // before anything is removed: a copy that stays behind would look like a sign-in
        await assertUnlocked(accountId)
        const removed = [await removeItem(keytar, service, accountId)]
        for (const name of formerNames(accountId)) removed.push(await removeItem(keytar, name, accountId))
        if (!removed.includes(true)) await assertWorks(keytar)
      }),
  }
}
