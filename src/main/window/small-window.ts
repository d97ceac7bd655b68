import { BrowserWindow, screen, type Rectangle } from 'electron'
import { once } from 'node:events'
import { join } from 'node:path'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { timeLocale } from '../../shared/time-text.ts'
import { stateChangedChannel } from '../../shared/ipc-bridge.ts'
import { appIcon } from '../app-icon.ts'
import { appSession } from '../app-session.ts'
import { raiseGuestWindows } from '../sign-in-window/guest-window.ts'
import { appOrigin, serveApp } from './app-protocol.ts'
import { actionOnIconClick } from './icon-click.ts'
import { contains, fitInto, iconAt, isBetween, placeWindow } from './place-window.ts'
import { showSoon } from './show-soon.ts'
import { isTiling, isX11, typeOutsideTaskbar } from './window-system.ts'
import { followSize, preferredSize, type WindowSize } from './window-size.ts'

/** How long a hidden window is kept, so that reopening it is quick. */
const keepHiddenMs = 30_000

const minSize = { width: 340, height: 420 }

/** Whether the window shows a page of an existing or new account. */
function isAtAccount(window: BrowserWindow): boolean {
  return window.webContents.getURL().includes('#account/')
}

/** Whether the window shows a form that may have unsaved changes. */
function isInForm(window: BrowserWindow): boolean {
  return /#account\/(new\/.+|[^/]+\/edit(\/\w+)?)$/.test(window.webContents.getURL())
}

/** A desktop that takes longer doesn't give the focus to a window that opens. */
const focusTimeoutMs = 3000

/** Long enough for a click to take effect, and shorter than anyone needs to read the window. */
const settleMs = 500

type View = 'accounts' | 'settings'

const toPageUrl = (view: View) => `${appOrigin}/index.html?time=${timeLocale() ?? ''}#${view}`

export interface SmallWindow {
  /**
   * Opens the window, next to the tray icon if its position is known; behind the sign-in windows, if it is about them.
   * Resolves once it is shown: a window that opens after it is on top of it, on Wayland too.
   */
  open(view: View, place?: 'behindSignIn'): Promise<void>
  /** For a click on the tray icon: hides the window if the user sees it, and opens it otherwise. */
  toggle(): void
  /** Opens the window. Resolves with whether it has the focus, as soon as it has, or after some seconds. */
  focus(): Promise<boolean>
  hide(): void
  /** The parent for dialogs; null if the window doesn't exist. */
  current(): BrowserWindow | null
  push(snapshot: AppSnapshot): void
  /** Makes room for a page of this height, in CSS pixels. */
  fit(contentHeight: number): void
  /** Gives it the size that it has without the user's. */
  resetSize(): void
  /** Whether a message comes from our own page's main frame. */
  isOurs(frame: Electron.WebFrameMain | null): boolean
  /** Closes it permanently: `open` then does nothing. */
  close(): void
}

export interface SmallWindowOptions {
  readonly outFolder: string
  readonly iconBounds: () => Rectangle | null
  readonly snapshot: () => AppSnapshot
  readonly saveSize: (size: { readonly width: number; readonly height: number }) => void
  /** Whether to use a normal window in the taskbar, because nothing else shows that the app is running. */
  readonly isOnlySign: () => boolean
  /** The user wants to close the window, and nothing else shows that the app is running. Resolves with whether to. */
  readonly mayCloseLastSign: () => Promise<boolean>
}

/** The app's only window apart from sign-in windows. Its renderer process exits soon after it is hidden. */
export function createSmallWindow(options: SmallWindowOptions): SmallWindow {
  let window: BrowserWindow | null = null
  let size: WindowSize | null = null
  const ownSize = () => options.snapshot().settings.windowSize
  let goodbye: NodeJS.Timeout | undefined
  let served = false
  let isOver = false
  let shownAtMs = 0
  let lastBlurMs = -Infinity
  /** Whether the user has gone to another window since it was last opened. */
  let wasLeft = false
  let hadMouse = false
  /** Where the window has just been opened. */
  let placed: { readonly x: number; readonly y: number } | null = null
  /** Where the tray icon was clicked last; on Linux, Electron doesn't know where the icon is. */
  let clickedAt: Rectangle | null = null

  const iconBounds = (): Rectangle | null => options.iconBounds() ?? clickedAt

  const create = (view: View): BrowserWindow => {
    const ui = appSession()
    if (!served) {
      serveApp(ui, join(options.outFolder, 'renderer'))
      ui.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
      ui.setPermissionCheckHandler(() => false)
      served = true
    }
    const asNormal = options.isOnlySign()
    const display = findDisplay()
    const first = fitInto(display.workArea, ownSize() ?? preferredSize)
    const { width: minWidth, height: minHeight } = fitInto(display.workArea, minSize)
    placed = asNormal ? null : placeWindow(first, iconBounds(), display)
    const created = new BrowserWindow({
      ...first,
      ...placed,
      title: 'Jira Token Tray',
      show: false,
      // tiling compositors let a window float whose size is fixed
      resizable: !isTiling(),
      minWidth,
      minHeight,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: !asNormal,
      // `skipTaskbar` does nothing on Linux
      ...(isX11() && !asNormal && { type: typeOutsideTaskbar() }),
      frame: asNormal,
      autoHideMenuBar: true,
      icon: appIcon(),
      webPreferences: {
        session: ui,
        preload: join(options.outFolder, 'preload', 'index.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
        devTools: false,
      },
    })
    // else it would stay on the Space where it was created, and behind full-screen apps
    if (process.platform === 'darwin')
      created.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true })
    created.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
    created.webContents.on('will-navigate', (event) => event.preventDefault())
    created.webContents.on('will-attach-webview', (event) => event.preventDefault())
    // a crashed page shows nothing
    created.webContents.on('render-process-gone', () => {
      // not inside its own event
      setImmediate(() => {
        if (window !== created) return
        const wasVisible = created.isVisible()
        created.destroy()
        if (wasVisible) void open('accounts')
      })
    })
    created.on('show', () => {
      shownAtMs = performance.now()
      hadMouse = false
    })
    created.on('focus', () => {
      wasLeft = false
      // i3 moves a new window to make room for a title bar, which this one doesn't have
      if (isX11() && placed !== null) created.setPosition(placed.x, placed.y)
      placed = null
    })
    created.webContents.on('input-event', (_event, { type }) => (hadMouse ||= type.startsWith('mouse')))
    created.on('blur', () => onBlur(created))
    created.on('close', (event) => {
      if (!options.isOnlySign()) return
      event.preventDefault()
      void options.mayCloseLastSign().then((may) => {
        if (may && window === created) created.destroy()
      })
    })
    created.on('closed', () => {
      if (window === created) window = size = null
    })
    void created.loadURL(toPageUrl(view))
    size = followSize(created, ownSize, options.saveSize)
    return created
  }

  const onBlur = (left: BrowserWindow): void => {
    // hiding it causes this too
    if (!left.isVisible()) return
    lastBlurMs = performance.now()
    // where the focus follows the mouse, it leaves immediately: the pointer is still at the tray
    if (lastBlurMs - shownAtMs < settleMs) return
    wasLeft = true
    if (staysOpen(left)) return
    // there, it also leaves while the mouse goes from the tray across another window to this one
    if (isTiling() && !hadMouse) return
    const mouse = isX11() ? screen.getCursorScreenPoint() : null
    const icon = iconBounds()
    if (mouse !== null && icon !== null && isBetween(mouse, icon, left.getBounds())) return
    if (mouse === null || !contains(left.getBounds(), mouse)) return hide()
    // a fast mouse is already here, and the focus follows
    setTimeout(() => {
      if (!left.isDestroyed() && !left.isFocused()) hide()
    }, settleMs)
  }

  /** Users switch to other windows while filling in a form: the developer console, a file dialog, the sign-in page. */
  const staysOpen = (open: BrowserWindow): boolean => {
    const { settings, accounts } = options.snapshot()
    const signingIn = accounts.some(({ activity }) => activity.kind === 'signingIn')
    return (
      settings.windowPinned || options.isOnlySign() || accounts.length === 0 || isAtAccount(open) || signingIn
    )
  }

  const findDisplay = (): Electron.Display => {
    const icon = iconBounds()
    return icon === null ? screen.getPrimaryDisplay() : screen.getDisplayMatching(icon)
  }

  const hide = (): void => {
    if (window === null || !window.isVisible()) return
    if (options.isOnlySign()) return window.minimize()
    window.hide()
    clearTimeout(goodbye)
    goodbye = setTimeout(() => window?.destroy(), keepHiddenMs)
  }

  const open: SmallWindow['open'] = async (view, place) => {
    if (isOver) return
    clearTimeout(goodbye)
    wasLeft = false
    if (window === null) {
      window = create(view)
      await showSoon(window)
    } else reopen(window, view)
    if (place === 'behindSignIn') raiseGuestWindows()
  }

  const reopen = (window: BrowserWindow, view: View): void => {
    if (!options.isOnlySign()) {
      const { x, y } = placeWindow(window.getBounds(), iconBounds(), findDisplay())
      if (!window.isVisible()) {
        placed = { x, y }
        window.setPosition(x, y)
      }
    }
    // don't leave a form the user is filling in
    const page = toPageUrl(view)
    const goes = view === 'settings' ? !isInForm(window) : !isAtAccount(window)
    if (goes && window.webContents.getURL() !== page) void window.loadURL(page).catch(() => undefined)
    window.show()
    window.focus()
  }

  const toggle = (): void => {
    if (window !== null) {
      const action = actionOnIconClick({
        isVisible: window.isVisible() && !window.isMinimized(),
        wasLeft,
        justLostFocus: performance.now() - lastBlurMs < settleMs,
        staysOpen: staysOpen(window),
        // not on Wayland
        canRaise: process.platform !== 'linux' || isX11(),
      })
      if (action === 'hide') hide()
      if (action !== 'open') return
    }
    // elsewhere Electron knows where the icon is, or nobody does: on Wayland, asking for the pointer ends Electron 33
    if (isX11()) {
      const cursor = screen.getCursorScreenPoint()
      clickedAt = iconAt(cursor, screen.getDisplayNearestPoint(cursor)) ?? clickedAt
    }
    void open('accounts')
  }

  const focus = async (): Promise<boolean> => {
    if (window?.isFocused() === true) return true
    void open('accounts')
    if (window !== null)
      await once(window, 'focus', { signal: AbortSignal.timeout(focusTimeoutMs) }).catch(() => undefined)
    return window?.isFocused() === true
  }

  return {
    open,
    focus,
    toggle,
    hide,
    current: () => window,
    fit: (height) => {
      const next = size?.fit(height, findDisplay().workArea) ?? null
      if (placed !== null) placed = next ?? placed
    },
    resetSize: () => size?.reset(findDisplay().workArea),
    push: (snapshot) => window?.webContents.send(stateChangedChannel, snapshot),
    isOurs: (frame) => window !== null && frame !== null && frame === window.webContents.mainFrame,
    close: () => {
      isOver = true
      clearTimeout(goodbye)
      window?.destroy()
    },
  }
}
