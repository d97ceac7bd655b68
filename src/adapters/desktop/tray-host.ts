import { connectToSessionBus, type SessionBus } from './session-bus.ts'
import { hasXembedTray } from './xembed-tray.ts'

/**
 * Whether the desktop shows tray icons. `embedded`: in a tray of the older kind, which embeds windows. `noBus`: there is no
 * session bus to ask.
 */
export type TrayHost = 'shown' | 'embedded' | 'none' | 'noBus'

const timeoutMs = 3000

export const watcherName = 'org.kde.StatusNotifierWatcher'

/** A property of the watcher; undefined if there is no watcher, or it doesn't answer. */
export function readWatcher(bus: SessionBus, property: string): Promise<unknown> {
  const watcher = { destination: watcherName, path: '/StatusNotifierWatcher', interface: watcherName }
  return bus.property(watcher, property).catch(() => undefined)
}

async function findNotifierHost(): Promise<TrayHost> {
  const bus = await connectToSessionBus(timeoutMs).catch(() => null)
  if (bus === null) return 'noBus'
  const isRegistered = await readWatcher(bus, 'IsStatusNotifierHostRegistered')
  bus.close()
  return isRegistered === true ? 'shown' : 'none'
}

/**
 * Finds out whether this Linux desktop shows tray icons: a StatusNotifierHost must be registered with the watcher, or an
 * X11 tray own its selection. Stock GNOME has neither. Never rejects. Source: freedesktop.org, StatusNotifierItem,
 * "StatusNotifierWatcher".
 */
export async function findTrayHost(environment: NodeJS.ProcessEnv): Promise<TrayHost> {
  const host = await findNotifierHost()
  return host !== 'shown' && (await hasXembedTray(environment)) ? 'embedded' : host
}
