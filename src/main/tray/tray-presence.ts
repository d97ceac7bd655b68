import { findTrayHost, type TrayHost } from '../../adapters/desktop/tray-host.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import type { AppTray } from './tray.ts'
import { watchTrayHost } from '../../adapters/desktop/watch-tray-host.ts'

/** After login, the panel may start later than the app, which then needs no window. */
const panelTimeoutMs = 10_000

export interface TrayPresenceOptions {
  readonly tray: Pick<AppTray, 'renew' | 'embed'>
  readonly store: Pick<AppStore, 'dispatch'>
  /** Started without a window: waits for a panel before opening one. */
  readonly hidden: boolean
  /** Called when nothing else shows that the app is running. */
  openWindow(): void
}

export interface TrayPresence {
  /** Whether the desktop shows the icon; true until the desktop says otherwise. */
  isShown(): boolean
  /** Asks the desktop and keeps watching it. Resolves once it has answered. */
  find(): Promise<void>
  close(): void
}

/** Finds out whether the tray icon is visible, and shows it again when a panel starts later. */
export function createTrayPresence(options: TrayPresenceOptions): TrayPresence {
  const { tray, store } = options
  let isShown = true
  /** A panel has said itself that it shows icons. */
  let hasStarted = false
  let timeout: NodeJS.Timeout | undefined
  let stopWatching = (): void => undefined

  const look = async (): Promise<void> => {
    const host: TrayHost = await findTrayHost(process.env)
    // it may have started after the desktop was asked
    isShown = hasStarted || host === 'shown' || host === 'embedded'
    if (host === 'embedded') tray.embed()
  }

  const doWithout = (): void => {
    const desktop = process.env['XDG_CURRENT_DESKTOP'] ?? 'this desktop'
    store.dispatch({ type: 'noticed', notice: { kind: 'noTray', desktop } })
    options.openWindow()
  }

  const onHost = (hasIcon: boolean): void => {
    clearTimeout(timeout)
    hasStarted = true
    isShown = true
    // an icon looks for a panel only once, when it is created
    if (!hasIcon) tray.renew()
    store.dispatch({ type: 'noticeGone', kind: 'noTray' })
  }

  return {
    isShown: () => isShown,
    find: async () => {
      // other platforms always show it
      if (process.platform !== 'linux') return
      await look()
      const lookAgain = async (): Promise<void> => {
        await look()
        if (!isShown) doWithout()
      }
      if (!isShown && options.hidden) timeout = setTimeout(() => void lookAgain(), panelTimeoutMs)
      else if (!isShown) doWithout()
      // while everything starts, a panel may have answered too late
      stopWatching = watchTrayHost(onHost, isShown)
    },
    close: () => {
      clearTimeout(timeout)
      stopWatching()
    },
  }
}
