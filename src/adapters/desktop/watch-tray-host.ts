import type { EventEmitter } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { hasTrayHost } from './tray-host.ts'

const watcherName = 'org.kde.StatusNotifierWatcher'

/** Signals after which to check again. Source: freedesktop.org, StatusNotifierItem, "StatusNotifierWatcher". */
const rules = [
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${watcherName}'`,
  `type='signal',interface='${watcherName}',member='StatusNotifierHostRegistered'`,
]

/**
 * Time for Chromium to re-register an icon with the new panel, which it does automatically if a panel has shown it
 * before.
 */
const registrationDelayMs = 700

const busCall = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  signature: 's',
}

const itemsCall = {
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
  // without a bus there can be no panel
  emitter.on('error', () => undefined)
  const call = async (message: ConstructorParameters<typeof Message>[0]): Promise<unknown> =>
    (await bus.call(new Message(message)))?.body[0]
  const callBus = (member: string, argument: string) => call({ ...busCall, member, body: [argument] })

  return {
    callBus,
    /** The bus name of the current tray host; null if there is none. */
    host: async (): Promise<string | null> => {
      const owner = await callBus('GetNameOwner', watcherName).then(String, () => null)
      return owner !== null && (await hasTrayHost()) ? owner : null
    },
    /** Whether this process has a registered icon. */
    isShown: async (): Promise<boolean> => {
      const items = ((await call(itemsCall).catch(() => null)) as { value?: unknown } | null)?.value
      if (!Array.isArray(items)) return false
      // each is a bus name followed by an object path
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
 * Calls back each time a new panel of this Linux desktop starts to show tray icons, because it started after the app or
 * was restarted. The argument says whether it already has an icon of this process. Returns a function that stops
 * watching.
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
    const check = async (): Promise<void> => {
      const host = await bus.host()
      if (isStopped || host === null || host === shownBy) return
      shownBy = host
      await setTimeout(registrationDelayMs)
      if (!isStopped) onHost(await bus.isShown())
    }
    bus.onSignal(() => void check().catch(() => undefined))
    for (const rule of rules) await bus.callBus('AddMatch', rule)
    // a panel may have appeared before the first signal we receive
    await check()
  }
  watch().catch(() => undefined)

  return () => {
    isStopped = true
    stop()
  }
}
