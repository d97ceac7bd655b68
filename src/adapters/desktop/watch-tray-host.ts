import { setTimeout } from 'node:timers/promises'
import { connectToSessionBus, type SessionBus } from './session-bus.ts'
import { readWatcher, watcherName } from './tray-host.ts'

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

/** The bus name of the current tray host; null if there is none. */
async function findHost(bus: SessionBus): Promise<string | null> {
  const owner = await bus.callBus('GetNameOwner', watcherName).then(String, () => null)
  return (await readWatcher(bus, 'IsStatusNotifierHostRegistered')) === true ? owner : null
}

/**
 * The bus name of an item: KDE and Xfce list the name and a path (`:1.21/StatusNotifierItem`), GNOME's extension puts an
 * `@` in between (`:1.21@/StatusNotifierItem`).
 */
function toServiceName(item: unknown): string {
  return String(item).replace(/[@/].*/, '')
}

/** Whether this process has a registered icon. */
async function isShown(bus: SessionBus): Promise<boolean> {
  const items = await readWatcher(bus, 'RegisteredStatusNotifierItems')
  if (!Array.isArray(items)) return false
  const pids = items.map((item) =>
    bus.callBus('GetConnectionUnixProcessID', toServiceName(item)).catch(() => null),
  )
  return (await Promise.all(pids)).includes(process.pid)
}

/**
 * Calls back each time a new panel of this Linux desktop starts to show tray icons, because it started after the app or
 * was restarted. The argument says whether it already has an icon of this process. Returns a function that stops
 * watching.
 *
 * @param wasFound whether a panel has been found before; if not, one that is there by now counts as new
 */
export function watchTrayHost(onHost: (hasIcon: boolean) => void, wasFound: boolean): () => void {
  let stop = (): void => undefined
  let isStopped = false

  const watch = async (): Promise<void> => {
    const bus = await connectToSessionBus()
    stop = bus.close
    if (isStopped) return stop()
    const atStart = await findHost(bus)
    let shownBy = wasFound && atStart !== null && (await isShown(bus)) ? atStart : null
    const check = async (): Promise<void> => {
      const host = await findHost(bus)
      if (isStopped || host === null || host === shownBy) return
      shownBy = host
      await setTimeout(registrationDelayMs)
      if (!isStopped) onHost(await isShown(bus))
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
