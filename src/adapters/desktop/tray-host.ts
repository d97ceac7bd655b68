import { once } from 'node:events'

/** Whether the desktop shows tray icons. `noBus`: there is no session bus to ask. */
export type TrayHost = 'shown' | 'none' | 'noBus'

/**
 * Finds out whether this Linux desktop shows tray icons: a StatusNotifierHost must be registered with the watcher.
 * Stock GNOME has neither. Never rejects. Source: freedesktop.org, StatusNotifierItem, "StatusNotifierWatcher".
 */
export async function findTrayHost(): Promise<TrayHost> {
  // only Linux needs a D-Bus library, and only at start
  const { sessionBus, Message } = await import('@jellybrick/dbus-next')
  const timeout = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error('no answer')), 3000).unref(),
  )
  let close = (): void => undefined
  let isConnected = false
  const askWatcher = async (): Promise<boolean> => {
    const bus = sessionBus()
    close = () => bus.disconnect()
    const failed = once(bus, 'error').then(([error]) => {
      throw error
    })
    bus.once('connect', () => (isConnected = true))
    const answered = bus.call(
      new Message({
        destination: 'org.kde.StatusNotifierWatcher',
        path: '/StatusNotifierWatcher',
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: ['org.kde.StatusNotifierWatcher', 'IsStatusNotifierHostRegistered'],
      }),
    )
    const reply = await Promise.race([answered, failed])
    return (reply?.body[0] as { value?: unknown } | undefined)?.value === true
  }
  try {
    return (await Promise.race([askWatcher(), timeout])) ? 'shown' : 'none'
  } catch {
    // also an error: nobody owns the watcher's name
    return isConnected ? 'none' : 'noBus'
  } finally {
    close()
  }
}

/** Whether this Linux desktop shows tray icons. */
export async function hasTrayHost(): Promise<boolean> {
  return (await findTrayHost()) === 'shown'
}
