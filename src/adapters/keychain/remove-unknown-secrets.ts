import type { EventEmitter } from 'node:events'
import type { KeytarSecretStoreOptions } from './keytar-secret-store.ts'
import { useKeytar } from './keychain-error.ts'
import type { Keytar } from './keytar.ts'
import { keychainTimeoutMs, withTimeout } from './with-timeout.ts'

const secretService = {
  destination: 'org.freedesktop.secrets',
  path: '/org/freedesktop/secrets',
  interface: 'org.freedesktop.Secret.Service',
  member: 'SearchItems',
  signature: 'a{ss}',
}

/**
 * The names of the unlocked items of a service on Linux. Unlike keytar's `findCredentials`, it reads no secrets, never
 * prompts for a password, and does not crash on locked items.
 */
async function listUnlocked(service: string): Promise<string[]> {
  const { sessionBus, Message } = await import('@jellybrick/dbus-next')
  const bus = sessionBus()
  const emitter: EventEmitter = bus
  const failed = new Promise<never>((_resolve, reject) => emitter.on('error', reject))
  failed.catch(() => undefined)
  const call = async (message: ConstructorParameters<typeof Message>[0]): Promise<unknown> => {
    const answer = Promise.race([bus.call(new Message(message)), failed])
    return (await withTimeout(answer, keychainTimeoutMs))?.body[0]
  }
  try {
    const paths = (await call({ ...secretService, body: [{ service }] })) as string[]
    const attributesOf = async (path: string): Promise<unknown> => {
      const body = ['org.freedesktop.Secret.Item', 'Attributes']
      const get = { interface: 'org.freedesktop.DBus.Properties', member: 'Get', signature: 'ss', body }
      return ((await call({ ...secretService, ...get, path })) as { value: unknown }).value
    }
    const items = (await Promise.all(paths.map(attributesOf))) as { account?: string }[]
    return items.flatMap(({ account }) => account ?? [])
  } finally {
    bus.disconnect()
  }
}

async function listNames(keytar: Keytar, service: string): Promise<string[]> {
  if (process.platform === 'linux') return listUnlocked(service)
  return (await keytar.findCredentials(service)).map(({ account }) => account)
}

/** The account that an item belongs to; null for a test entry. See `createKeytarSecretStore` and `…PendingSignIns`. */
function toAccountId(name: string): string | null {
  return name.startsWith('canary-') ? null : name.replace(/^sign-in#/, '').replace(/#[^#]*$/, '')
}

/**
 * Removes the items of accounts that are not known, which a crash or a keychain that did not respond may leave. Rejects
 * with a `keychain…` error.
 */
export function removeUnknownSecrets(
  options: Pick<KeytarSecretStoreOptions, 'loadKeytar' | 'service'>,
  isKnown: (accountId: string) => boolean,
): Promise<void> {
  return useKeytar(options, async (keytar) => {
    for (const name of await listNames(keytar, options.service)) {
      const accountId = toAccountId(name)
      if (accountId !== null && !isKnown(accountId)) await keytar.deletePassword(options.service, name)
    }
  })
}
