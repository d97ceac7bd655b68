import { randomUUID } from 'node:crypto'
import { BrowserWindow, session, type Session } from 'electron'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { AppError, type ErrorCode } from '../../shared/error-codes.ts'
import type { SignInSurface } from '../../core/ports.ts'
import { isCallback, needsRealBrowser, saysRedirectUriIsUnknown } from './page-kind.ts'

const size = { width: 520, height: 720 }

/**
 * Chromium's codes that don't mean the page failed: the load was aborted by us or by the next navigation (leapp #99), or
 * blocked by our own filter. Source: Chromium, net/base/net_error_list.h.
 */
const abortedByNavigation = -3
const blockedByClient = -20

/** Sessions that already have the handler: a kept session is reused for every sign-in. */
const withoutDownloads = new WeakSet<Session>()

function lockDown(pages: Session, onCallback: (url: string) => void, redirectUri: string): void {
  pages.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  pages.setPermissionCheckHandler(() => false)
  if (!withoutDownloads.has(pages)) pages.on('will-download', (event) => event.preventDefault())
  withoutDownloads.add(pages)
  // intercepts redirects and navigations before they are sent, so no other program can receive the code
  pages.webRequest.onBeforeRequest((details, callback) => {
    const isRedirect = details.resourceType === 'mainFrame' && isCallback(details.url, redirectUri)
    if (isRedirect) onCallback(details.url)
    callback({ cancel: isRedirect || !mayLoad(details.url) })
  })
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? ''
}

function mayLoad(url: string): boolean {
  return isSafeUrl(withoutFragment(url)) || /^(data|blob|wss):/.test(url)
}

/** Identity providers open an empty popup on click and navigate it later. */
function mayPopUp(url: string): boolean {
  return url === '' || url === 'about:blank' || isSafeUrl(withoutFragment(url))
}

/** Signs in using a window of the app; its session is discarded afterwards unless the user chose to keep it. */
export function createSignInWindow(keepSession: () => boolean): SignInSurface {
  return {
    open: (account, url, signal, { advise }) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const keep = keepSession()
        const pages = session.fromPartition(
          keep ? `persist:sign-in-${account.id}` : `sign-in-${randomUUID()}`,
        )
        const window = new BrowserWindow({
          ...size,
          title: 'Sign in',
          autoHideMenuBar: true,
          webPreferences: { session: pages, sandbox: true, contextIsolation: true, nodeIntegration: false },
        })
        let over = false

        const end = (complete: () => void): void => {
          if (over) return
          over = true
          complete()
          // not inside an event of the window
          setImmediate(() => {
            for (const popup of popups) if (!popup.isDestroyed()) popup.destroy()
            if (!window.isDestroyed()) window.destroy()
            if (!keep) void pages.clearStorageData()
          })
        }
        const fail = (code: ErrorCode, detail?: string): void => end(() => reject(new AppError(code, detail)))
        const arrive = (redirectedTo: string): void => end(() => resolve(redirectedTo))

        const popups = new Set<BrowserWindow>()
        const watch = (page: BrowserWindow): void => {
          const { webContents } = page
          let hasLoaded = false
          /** If the main window fails, the sign-in fails; a failed popup is just closed. */
          const giveUp = (detail?: string): void => {
            if (page === window) return fail('signInPageFailed', detail)
            setImmediate(() => {
              if (!page.isDestroyed()) page.destroy()
            })
          }
          const onNavigation = (event: {
            url: string
            isMainFrame: boolean
            preventDefault: () => void
          }): void => {
            if (!event.isMainFrame) return
            const isArrival = isCallback(event.url, account.redirectUri)
            // links to unsafe URLs do nothing: the page stays open
            const leadsNowhere = hasLoaded && !mayLoad(event.url) && event.url !== 'about:blank'
            if (isArrival || leadsNowhere) event.preventDefault()
            if (isArrival) arrive(event.url)
          }
          webContents.on('will-redirect', onNavigation)
          webContents.on('will-navigate', onNavigation)
          webContents.on('did-navigate', (_event, at) => {
            hasLoaded = true
            page.setTitle(`Sign in: ${new URL(at).host}`)
            if (saysRedirectUriIsUnknown(at)) fail('redirectUriNotRegistered')
            else if (needsRealBrowser(at)) advise()
          })
          // the window's event, not webContents': only this one prevents a page from setting the title
          page.on('page-title-updated', (event) => event.preventDefault())
          webContents.on('did-fail-load', (_event, code, description, _at, isMainFrame) => {
            const isFailure = code !== abortedByNavigation && !(code === blockedByClient && hasLoaded)
            if (isMainFrame && isFailure) giveUp(description)
          })
          webContents.on('render-process-gone', () => giveUp())
          webContents.setWindowOpenHandler(({ url: popupUrl }) => {
            if (!mayPopUp(popupUrl)) return { action: 'deny' }
            return {
              action: 'allow',
              overrideBrowserWindowOptions: { ...size, autoHideMenuBar: true, parent: window },
            }
          })
          webContents.on('did-create-window', (popup) => {
            popups.add(popup)
            watch(popup)
          })
        }

        lockDown(pages, arrive, account.redirectUri)
        watch(window)
        window.on('closed', () => fail('signInCancelled'))
        signal.addEventListener('abort', () => end(() => reject(signal.reason as Error)), { once: true })
        window.loadURL(url).catch((error: unknown) => {
          // the window's events cover other failures; this is for a URL that can't be opened at all
          if (String(error).includes('ERR_INVALID_URL')) fail('signInPageFailed')
        })
      }),
  }
}
