import { once } from 'node:events'

/**
 * Whether this Linux desktop shows tray icons: a StatusNotifierHost must be registered with the watcher. Stock GNOME
 * has neither. Source: freedesktop.org, StatusNotifierItem, "StatusNotifierWatcher".
 */
export async function hasTrayHost(): Promise<boolean> {
  // only Linux needs a D-Bus library, and only at start
  const { sessionBus, Message } = await import('@jellybrick/dbus-next')
  const timeLimit = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error('no answer')), 3000).unref(),
  )
  let close = (): void => undefined
  const ask = async (): Promise<boolean> => {
    const bus = sessionBus()
    close = () => bus.disconnect()
    const failed = once(bus, 'error').then(([error]) => {
      throw error
    })
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
    return await Promise.race([ask(), timeLimit])
  } catch {
    return false
  } finally {
    close()
  }
}
