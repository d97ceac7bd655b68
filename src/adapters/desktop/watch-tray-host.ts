import type { EventEmitter } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { hasTrayHost } from './tray-host.ts'

const watcherName = 'org.kde.StatusNotifierWatcher'

/** What makes it worth asking anew. Source: freedesktop.org, StatusNotifierItem, "StatusNotifierWatcher". */
const rules = [
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${watcherName}'`,
  `type='signal',interface='${watcherName}',member='StatusNotifierHostRegistered'`,
]

/** Chromium registers an icon that a panel has shown before with the next one by itself. */
const settleMs = 700

const theBus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  signature: 's',
}

const itsItems = {
  destination: watcherName,
  path: '/StatusNotifierWatcher',
  interface: 'org.freedesktop.DBus.Properties',
  member: 'Get',
  signature: 'ss',
  body: [watcherName, 'RegisteredStatusNotifierItems'],
}

async function connect() {
  const { sessionBus, Message, MessageType } = await import('@jellybrick/dbus-next')
  const bus = sessionBus()
  const emitter: EventEmitter = bus
  // without a bus there is no panel either
  emitter.on('error', () => undefined)
  const call = async (message: ConstructorParameters<typeof Message>[0]): Promise<unknown> =>
    (await bus.call(new Message(message)))?.body[0]
  const callBus = (member: string, argument: string) => call({ ...theBus, member, body: [argument] })

  return {
    callBus,
    /** The connection of who shows tray icons now; null when nobody does. */
    host: async (): Promise<string | null> => {
      const owner = await callBus('GetNameOwner', watcherName).then(String, () => null)
      return owner !== null && (await hasTrayHost()) ? owner : null
    },
    /** Whether an icon of this process is registered. */
    isShown: async (): Promise<boolean> => {
      const items = ((await call(itsItems).catch(() => null)) as { value?: unknown } | null)?.value
      if (!Array.isArray(items)) return false
      // a bus name, and after it the object's path
      const services = items.map((item) => String(item).replace(/\/.*/, ''))
      const pids = services.map((service) => callBus('GetConnectionUnixProcessID', service).catch(() => null))
      return (await Promise.all(pids)).includes(process.pid)
    },
    onSignal: (listener: () => void): void =>
      void bus.on('message', ({ type }) => {
        if (type === MessageType.SIGNAL) listener()
      }),
    close: () => bus.disconnect(),
  }
}

/**
 * Calls back each time another panel of this Linux desktop begins to show tray icons, one that was started after the app
 * or started anew, with whether it has an icon of this process. Returns how to stop.
 */
export function watchTrayHost(onHost: (hasIcon: boolean) => void): () => void {
  let stop = (): void => undefined
  let isStopped = false

  const watch = async (): Promise<void> => {
    const bus = await connect()
    stop = bus.close
    if (isStopped) return stop()
    const atStart = await bus.host()
    let shownBy = atStart !== null && (await bus.isShown()) ? atStart : null
    const look = async (): Promise<void> => {
      const host = await bus.host()
      if (isStopped || host === null || host === shownBy) return
      shownBy = host
      await setTimeout(settleMs)
      if (!isStopped) onHost(await bus.isShown())
    }
    bus.onSignal(() => void look().catch(() => undefined))
    for (const rule of rules) await bus.callBus('AddMatch', rule)
    // one may have come before the first signal that is heard
    await look()
  }
  watch().catch(() => undefined)

  return () => {
    isStopped = true
    stop()
  }
}
