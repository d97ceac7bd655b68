import { hasTrayHost } from '../../adapters/desktop/tray-host.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import type { AppTray } from './tray.ts'
import { watchTrayHost } from '../../adapters/desktop/watch-tray-host.ts'

/** At a login the panel may come after the app, which then needs no window. */
const panelTimeoutMs = 10_000

export interface TrayPresenceOptions {
  readonly tray: Pick<AppTray, 'renew'>
  readonly store: Pick<AppStore, 'dispatch'>
  /** Started without a window: a panel is waited for before one is opened. */
  readonly hidden: boolean
  /** Nothing else shows that the app runs. */
  openWindow(): void
}

export interface TrayPresence {
  /** Whether the desktop shows the icon now; true until the desktop says otherwise. */
  isShown(): boolean
  /** Asks the desktop, and stays attentive. Resolves when it has answered. */
  find(): Promise<void>
  close(): void
}

/** Finds out whether the tray icon is to be seen, and puts it up again for a panel that comes later. */
export function createTrayPresence(options: TrayPresenceOptions): TrayPresence {
  const { tray, store } = options
  let isShown = true
  let timeout: NodeJS.Timeout | undefined
  let stopWatching = (): void => undefined

  const doWithout = (): void => {
    const desktop = process.env['XDG_CURRENT_DESKTOP'] ?? 'this desktop'
    store.dispatch({ type: 'noticed', notice: { kind: 'noTray', desktop } })
    options.openWindow()
  }

  const onHost = (hasIcon: boolean): void => {
    clearTimeout(timeout)
    isShown = true
    // it looks for a panel once, when it is put up
    if (!hasIcon) tray.renew()
    store.dispatch({ type: 'noticeGone', kind: 'noTray' })
  }

  return {
    isShown: () => isShown,
    find: async () => {
      // the others always show it
      if (process.platform !== 'linux') return
      isShown = await hasTrayHost()
      if (!isShown && options.hidden) timeout = setTimeout(doWithout, panelTimeoutMs)
      else if (!isShown) doWithout()
      stopWatching = watchTrayHost(onHost)
    },
    close: () => {
      clearTimeout(timeout)
      stopWatching()
    },
  }
}
