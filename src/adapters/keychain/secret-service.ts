import { connectToSessionBus } from '../desktop/session-bus.ts'
import { within } from '../../shared/within.ts'

/** The keyrings of a Linux desktop, for what keytar can't do: it sees one item and no locked keyring. Nothing rejects. */
export interface Keyrings {
  /** Whether a locked keyring has an item for this account; false also if nobody can be asked. */
  hasLocked(service: string, account: string): Promise<boolean>
  /**
   * The account names of the unlocked items of a service; none if nobody can be asked. Unlike keytar's `findCredentials`, it
   * reads no secrets, never makes the keychain ask for a password, and does not crash on locked items.
   */
  listUnlocked(service: string): Promise<readonly string[]>
  /**
   * Removes all items for this account but one: keytar adds an item to the default keyring even if another keyring has one,
   * and reads either. `written` keeps the one in the default keyring, `newest` the one that was changed last.
   */
  removeCopies(service: string, account: string, keep: 'written' | 'newest'): Promise<void>
}

const serviceName = 'org.freedesktop.secrets'
const servicePath = '/org/freedesktop/secrets'
const serviceInterface = 'org.freedesktop.Secret.Service'
const itemInterface = 'org.freedesktop.Secret.Item'

/** Much longer than a daemon takes that is not stuck; it answers these calls without asking the user. */
const timeoutMs = 3000

interface DaemonCall {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: unknown[]
}

/** A connection to the session bus and the Secret Service on it. */
export interface SecretServiceConnection {
  /** The bus name of the running daemon; null if there is none. */
  daemon(): Promise<string | null>
  /** Calls that daemon. Never starts one, unlike a call to the well-known name. */
  call(call: DaemonCall): Promise<readonly unknown[]>
  /** A property, without its variant. */
  property(path: string, interfaceName: string, name: string): Promise<unknown>
  /** Calls back for each signal that matches one of these rules. */
  onSignal(rules: readonly string[], listener: () => void): Promise<void>
  close(): void
}

/**
 * Rejects if there is no session bus. Source: freedesktop.org, "Secret Service API".
 *
 * @param limitMs for connecting, and for each answer
 */
export async function connectToSecretService(limitMs?: number): Promise<SecretServiceConnection> {
  const bus = await connectToSessionBus(limitMs)
  const daemon = async (): Promise<string | null> => {
    const name = await bus.callBus('GetNameOwner', serviceName).catch(() => null)
    return typeof name === 'string' ? name : null
  }
  const requireDaemon = async (): Promise<string> => {
    const name = await daemon()
    if (name === null) throw new Error('no keyring daemon is running')
    return name
  }
  return {
    daemon,
    call: async (call) => bus.call({ destination: await requireDaemon(), ...call }),
    property: async (path, interfaceName, name) =>
      bus.property({ destination: await requireDaemon(), path, interface: interfaceName }, name),
    onSignal: async (rules, listener) => {
      bus.onSignal(listener)
      for (const rule of rules) await bus.callBus('AddMatch', rule)
    },
    close: bus.close,
  }
}

/** Asks over a connection of its own; `otherwise` if there is no bus, no daemon, or no answer in time. */
async function ask<T>(question: (service: SecretServiceConnection) => Promise<T>, otherwise: T): Promise<T> {
  const opening = connectToSecretService(timeoutMs)
  try {
    return await within(timeoutMs, opening.then(question), () => otherwise)
  } catch {
    return otherwise
  } finally {
    opening.then(
      (service) => service.close(),
      () => undefined,
    )
  }
}

/** Whether this process can talk to a session bus. Never rejects. */
export async function hasSessionBus(): Promise<boolean> {
  return ask(async (connection) => {
    await connection.daemon()
    return true
  }, false)
}

/** The path of the default keyring; null if there is none. */
export async function getDefaultKeyring(service: SecretServiceConnection): Promise<string | null> {
  const [path] = await service.call({
    path: servicePath,
    interface: serviceInterface,
    member: 'ReadAlias',
    signature: 's',
    body: ['default'],
  })
  return typeof path === 'string' && path !== '/' ? path : null
}

/** The paths of all keyrings. */
export async function getKeyrings(service: SecretServiceConnection): Promise<readonly string[]> {
  return (await service.property(servicePath, serviceInterface, 'Collections')) as readonly string[]
}

async function search(
  connection: SecretServiceConnection,
  attributes: { readonly service: string; readonly account?: string },
) {
  const [unlocked = [], locked = []] = (await connection.call({
    path: servicePath,
    interface: serviceInterface,
    member: 'SearchItems',
    signature: 'a{ss}',
    body: [attributes],
  })) as readonly (readonly string[])[]
  return { unlocked, locked }
}

/** The item to keep; null if that is not clear. */
async function findItemToKeep(
  connection: SecretServiceConnection,
  items: readonly string[],
  keep: 'written' | 'newest',
): Promise<string | null> {
  const keyring = await getDefaultKeyring(connection)
  const inDefault = items.find((item) => keyring !== null && item.startsWith(`${keyring}/`)) ?? null
  if (keep === 'written') return inDefault
  const changed = await Promise.all(
    items.map(async (item) => Number(await connection.property(item, itemInterface, 'Modified'))),
  )
  const newest = items.filter((_, index) => changed[index] === Math.max(...changed))
  if (inDefault !== null && newest.includes(inDefault)) return inDefault
  return newest.length === 1 ? (newest[0] ?? null) : null
}

/** The keyrings on this process's session bus. */
export const secretServiceKeyrings: Keyrings = {
  hasLocked: (service, account) =>
    ask(async (connection) => (await search(connection, { service, account })).locked.length > 0, false),
  listUnlocked: (service) =>
    ask(async (connection) => {
      const { unlocked } = await search(connection, { service })
      const attributes = await Promise.all(
        unlocked.map(async (item) => await connection.property(item, itemInterface, 'Attributes')),
      )
      return (attributes as readonly { readonly account?: string }[]).flatMap(({ account }) => account ?? [])
    }, []),
  removeCopies: (service, account, keep) =>
    ask(async (connection) => {
      const { unlocked } = await search(connection, { service, account })
      if (unlocked.length < 2) return
      const kept = await findItemToKeep(connection, unlocked, keep)
      if (kept === null) return
      for (const path of unlocked.filter((item) => item !== kept))
        await connection.call({ path, interface: itemInterface, member: 'Delete' })
    }, undefined),
}

/**
 * The bus name of the keyring daemon, even if it is stuck; null if there is none, undefined if the bus does not say so in
 * time. Never rejects.
 */
export function nameKeyringDaemon(): Promise<string | null | undefined> {
  return ask<string | null | undefined>((connection) => connection.daemon(), undefined)
}

/** The bus name of the keyring daemon if it answers; null if there is none, or it is stuck. Never rejects. */
export function findKeyringDaemon(): Promise<string | null> {
  return ask(async (connection) => {
    await getDefaultKeyring(connection)
    return connection.daemon()
  }, null)
}
