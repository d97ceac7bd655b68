import { Menu, screen, Tray, type MenuItemConstructorOptions } from 'electron'
import { canInstallCommand } from '../command-line-tool/command-line-tool.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { trayImage } from './tray-image.ts'
import {
  nextTrayChangeMs,
  startingModel,
  trayModel,
  type TrayAction,
  type TrayMenuItem,
} from './tray-model.ts'

export interface AppTray {
  show(snapshot: AppSnapshot): void
  /** Recreates the icon, for a panel that started after it. */
  renew(): void
  /** Says that an X11 tray of the older kind shows the icon. */
  embed(): void
  /** The icon's position on the screen, if the platform reports it. */
  bounds(): Electron.Rectangle | null
  close(): void
}

/** The tray icon; it says that the app is starting until the first `show`. Clicks call `onAction`. */
export function createAppTray(
  platform: AppSnapshot['platform'],
  onAction: (action: TrayAction) => void,
): AppTray {
  const isMac = platform === 'darwin'
  let current: AppSnapshot | null = null
  let model = startingModel
  let isEmbedded = false
  let menuIsOpen = false
  let menuText = ''
  let lookText = JSON.stringify(model.look)
  let macMenu: Menu | undefined
  let timer: NodeJS.Timeout | undefined

  const image = () => trayImage({ ...model.look, template: isMac }, platform, isEmbedded)

  const createTray = (): Tray => {
    const icon = new Tray(image())
    icon.on('click', () => onAction({ kind: 'toggle' }))
    if (isMac) icon.on('right-click', () => icon.popUpContextMenu(macMenu))
    return icon
  }

  let tray = createTray()

  /** Electron treats `&` as the marker of a shortcut. */
  const escapeLabel = ({ label }: { readonly label: string }): string => label.replaceAll('&', '&&')

  const template = (items: readonly TrayMenuItem[]): MenuItemConstructorOptions[] =>
    items.map((item): MenuItemConstructorOptions => {
      switch (item.kind) {
        case 'separator':
          return { type: 'separator' }
        case 'status':
          return { label: escapeLabel(item), enabled: false }
        case 'submenu':
          return { label: escapeLabel(item), submenu: template(item.items) }
        case 'checkbox':
          return {
            type: 'checkbox',
            label: escapeLabel(item),
            checked: item.checked,
            click: () => {
              onAction(item.action)
              // the click toggled the checkbox, even if the change failed
              menuText = ''
              updateMenu()
            },
          }
        case 'action':
          return { label: escapeLabel(item), enabled: item.enabled, click: () => onAction(item.action) }
      }
    })

  /** Setting a menu closes an open one, so wait until it is closed. */
  const updateMenu = (): void => {
    const text = JSON.stringify(model.menu)
    if (menuIsOpen || text === menuText) return
    menuText = text
    const menu = Menu.buildFromTemplate(template(model.menu))
    menu.on('menu-will-show', () => (menuIsOpen = true))
    menu.on('menu-will-close', () => {
      menuIsOpen = false
      // the click event of an item comes after this one
      setImmediate(updateMenu)
    })
    // on macOS, a context menu would also open on left click, which is for the window
    if (isMac) macMenu = menu
    else tray.setContextMenu(menu)
  }

  const update = (): void => {
    clearTimeout(timer)
    if (current !== null) model = trayModel(current, Date.now(), canInstallCommand())
    const look = JSON.stringify(model.look)
    if (look !== lookText) {
      lookText = look
      tray.setImage(image())
    }
    if (isMac) tray.setTitle(model.title, { fontType: 'monospacedDigit' })
    tray.setToolTip(model.tooltip)
    updateMenu()
    const waitMs = current === null ? null : nextTrayChangeMs(current, Date.now())
    // slightly late, so that the text has changed by then
    if (waitMs !== null) timer = setTimeout(update, waitMs + 50)
  }

  /** The scale, or which display has the tray, may have changed. */
  const redraw = (): void => tray.setImage(image())
  screen.on('display-metrics-changed', redraw)
  screen.on('display-added', redraw)
  screen.on('display-removed', redraw)

  update()
  return {
    show: (next) => {
      current = next
      update()
    },
    embed: () => {
      isEmbedded = true
      redraw()
    },
    renew: () => {
      tray.destroy()
      tray = createTray()
      menuText = ''
      update()
    },
    bounds: () => (platform === 'linux' ? null : tray.getBounds()),
    close: () => {
      clearTimeout(timer)
      screen.off('display-metrics-changed', redraw)
      screen.off('display-added', redraw)
      screen.off('display-removed', redraw)
      tray.destroy()
    },
  }
}
