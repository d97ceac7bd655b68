import { BrowserWindow, screen, type Rectangle } from 'electron'
import { join } from 'node:path'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { stateChangedChannel } from '../../shared/ipc-bridge.ts'
import { appSession } from '../app-session.ts'
import { appOrigin, serveApp } from './app-protocol.ts'
import { fitInto, placeWindow } from './place-window.ts'

/** How long a hidden window is kept, so that reopening it is quick. */
const keepHiddenMs = 30_000

const preferredSize = { width: 400, height: 600 }
const minSize = { width: 340, height: 420 }

/** Whether the window shows a page of an existing or new account. */
function isAtAccount(window: BrowserWindow): boolean {
  return window.webContents.getURL().includes('#account/')
}

/** Whether the window shows a form that may have unsaved changes. */
function isInForm(window: BrowserWindow): boolean {
  return /#account\/(new\/.+|[^/]+\/edit)$/.test(window.webContents.getURL())
}

/** A page that takes longer to load is shown as it is. */
const loadTimeoutMs = 1000

/** Shows a new window once its page is painted. On Wayland, `ready-to-show` may never come (electron #48859). */
function showSoon(window: BrowserWindow): void {
  const show = (): void => {
    if (isShown || window.isDestroyed()) return
    isShown = true
    clearTimeout(timeout)
    window.show()
  }
  let isShown = false
  const timeout = setTimeout(show, loadTimeoutMs)
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', show)
}

type View = 'accounts' | 'settings'

const toPageUrl = (view: View) => `${appOrigin}/index.html#${view}`

export interface SmallWindow {
  /** Opens the window, next to the tray icon if its position is known. */
  open(view: View): void
  hide(): void
  /** The parent for dialogs; null if the window doesn't exist. */
  current(): BrowserWindow | null
  push(snapshot: AppSnapshot): void
  /** Whether a message comes from our own page's main frame. */
  isOurs(frame: Electron.WebFrameMain | null): boolean
  /** Closes it permanently: `open` then does nothing. */
  close(): void
}

export interface SmallWindowOptions {
  readonly outFolder: string
  readonly iconBounds: () => Rectangle | null
  readonly snapshot: () => AppSnapshot
  /** Whether to use a normal window in the taskbar, because nothing else shows that the app is running. */
  readonly isOnlySign: () => boolean
  /** The user wants to close the window, and nothing else shows that the app is running. Resolves with whether to. */
  readonly mayCloseLastSign: () => Promise<boolean>
}

/** The app's only window apart from sign-in windows. Its renderer process exits soon after it is hidden. */
export function createSmallWindow(options: SmallWindowOptions): SmallWindow {
  let window: BrowserWindow | null = null
  let goodbye: NodeJS.Timeout | undefined
  let served = false
  let isOver = false

  const create = (view: View): BrowserWindow => {
    const ui = appSession()
    if (!served) {
      serveApp(ui, join(options.outFolder, 'renderer'))
      ui.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
      ui.setPermissionCheckHandler(() => false)
      served = true
    }
    const asNormal = options.isOnlySign()
    const area = workArea()
    const size = fitInto(area, preferredSize)
    const { width: minWidth, height: minHeight } = fitInto(area, minSize)
    const created = new BrowserWindow({
      ...size,
      ...(asNormal ? {} : placeWindow(size, options.iconBounds(), area)),
      title: 'Jira Token Tray',
      show: false,
      resizable: true,
      minWidth,
      minHeight,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: !asNormal,
      frame: asNormal,
      autoHideMenuBar: true,
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
        if (wasVisible) open('accounts')
      })
    })
    created.on('blur', () => {
      if (!staysOpen(created)) hide()
    })
    created.on('close', (event) => {
      if (!options.isOnlySign()) return
      event.preventDefault()
      void options.mayCloseLastSign().then((may) => {
        if (may && window === created) created.destroy()
      })
    })
    created.on('closed', () => {
      if (window === created) window = null
    })
    showSoon(created)
    void created.loadURL(toPageUrl(view))
    return created
  }

  /** Users switch to other windows while filling in a form: the developer console, a file dialog, the sign-in page. */
  const staysOpen = (open: BrowserWindow): boolean => {
    const { settings, accounts } = options.snapshot()
    const signingIn = accounts.some(({ activity }) => activity.kind === 'signingIn')
    return (
      settings.windowPinned || options.isOnlySign() || accounts.length === 0 || isAtAccount(open) || signingIn
    )
  }

  const workArea = (): Rectangle => {
    const icon = options.iconBounds()
    const display = icon === null ? screen.getPrimaryDisplay() : screen.getDisplayMatching(icon)
    return display.workArea
  }

  const hide = (): void => {
    if (window === null || !window.isVisible()) return
    if (options.isOnlySign()) return window.minimize()
    window.hide()
    clearTimeout(goodbye)
    goodbye = setTimeout(() => window?.destroy(), keepHiddenMs)
  }

  const open = (view: View): void => {
    if (isOver) return
    clearTimeout(goodbye)
    if (window === null) {
      window = create(view)
      return
    }
    if (!options.isOnlySign()) {
      const { x, y } = placeWindow(window.getBounds(), options.iconBounds(), workArea())
      if (!window.isVisible()) window.setPosition(x, y)
    }
    // don't leave a form the user is filling in
    const page = toPageUrl(view)
    const goes = view === 'settings' ? !isInForm(window) : !isAtAccount(window)
    if (goes && window.webContents.getURL() !== page) void window.loadURL(page).catch(() => undefined)
    window.show()
    window.focus()
  }

  return {
    open,
    hide,
    current: () => window,
    push: (snapshot) => window?.webContents.send(stateChangedChannel, snapshot),
    isOurs: (frame) => window !== null && frame !== null && frame === window.webContents.mainFrame,
    close: () => {
      isOver = true
      clearTimeout(goodbye)
      window?.destroy()
    },
  }
}
