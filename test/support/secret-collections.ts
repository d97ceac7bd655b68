import { Variant } from '@jellybrick/dbus-next'
import { connectToDbus } from '../../scripts/harness/dbus-connection.ts'

/** The collections ("keyrings") of gnome-keyring, as a user's password manager handles them. */
export interface SecretCollections {
  /** Creates an unlocked collection, and resolves with its path. */
  make(label: string): Promise<string>
  /** Makes it the collection for new items. */
  setDefault(collection: string): Promise<void>
  lock(collection: string): Promise<void>
  unlock(collection: string): Promise<void>
  /** The paths of an account's items, wherever they are. */
  itemsOf(account: string): Promise<string[]>
  close(): void
}

export const loginCollection = '/org/freedesktop/secrets/collection/login'

const destination = 'org.freedesktop.secrets'
const service = 'org.freedesktop.Secret.Service'
/** The only interface that never prompts for a password. Source: gnome-keyring, daemon/dbus/gkd-secret-service.c. */
const withoutPrompt = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface'

export async function openSecretCollections(busAddress: string): Promise<SecretCollections> {
  const bus = await connectToDbus(busAddress)
  const call = (interfaceName: string, member: string, signature: string, body: unknown[]) =>
    bus.call({
      destination,
      path: '/org/freedesktop/secrets',
      interface: interfaceName,
      member,
      signature,
      body,
    })
  const [, dbusSession] = await call(service, 'OpenSession', 'sv', ['plain', new Variant('s', '')])
  const master = [dbusSession, Buffer.alloc(0), Buffer.from('private desktop'), 'text/plain']

  return {
    make: async (label) => {
      const properties = { 'org.freedesktop.Secret.Collection.Label': new Variant('s', label) }
      const [path] = await call(withoutPrompt, 'CreateWithMasterPassword', 'a{sv}(oayays)', [
        properties,
        master,
      ])
      return String(path)
    },
    setDefault: async (collection) => void (await call(service, 'SetAlias', 'so', ['default', collection])),
    lock: async (collection) => void (await call(service, 'Lock', 'ao', [[collection]])),
    unlock: async (collection) =>
      void (await call(withoutPrompt, 'UnlockWithMasterPassword', 'o(oayays)', [collection, master])),
    itemsOf: async (account) =>
      (await call(service, 'SearchItems', 'a{ss}', [{ account }])).flatMap((paths) => paths as string[]),
    close: () => bus.close(),
  }
}
