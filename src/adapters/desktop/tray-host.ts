import { once } from 'node:events'

/** Whether tray icons are shown; `noBus`: the desktop can't even be asked. */
export type TrayHost = 'shown' | 'none' | 'noBus'

/**
 * Whether this Linux desktop shows tray icons: a StatusNotifierHost must be registered with the watcher. Stock GNOME
 * has neither. Source: freedesktop.org, StatusNotifierItem, "StatusNotifierWatcher".
 */
export async function findTrayHost(): Promise<TrayHost> {
  // only Linux needs a D-Bus library, and only at start
  const { sessionBus, Message } = await import('@jellybrick/dbus-next')
  const timeoutSignal = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error('no answer')), 3000).unref(),
  )
  let close = (): void => undefined
  let isBusThere = false
  const ask = async (): Promise<boolean> => {
    const bus = sessionBus()
    close = () => bus.disconnect()
    const failed = once(bus, 'error').then(([error]) => {
      throw error
    })
    bus.once('connect', () => (isBusThere = true))
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
    return (await Promise.race([ask(), timeoutSignal])) ? 'shown' : 'none'
  } catch {
    // an error as well: nobody has the watcher's name
    return isBusThere ? 'none' : 'noBus'
  } finally {
    close()
  }
}

/** Whether this Linux desktop shows tray icons. */
export async function hasTrayHost(): Promise<boolean> {
  return (await findTrayHost()) === 'shown'
}
