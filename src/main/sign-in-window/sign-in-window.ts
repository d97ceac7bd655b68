import { randomUUID } from 'node:crypto'
import { session, type BrowserWindow } from 'electron'
import { connectionProblem } from '../../shared/connection-problem.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { SignInSurface } from '../../core/ports.ts'
import { readRedirect } from '../../core/sign-in/read-redirect.ts'
import { openGuestWindow } from './guest-window.ts'
import { keptSession } from './kept-sign-ins.ts'
import { isCallback, mayLoad, needsRealBrowser, saysRedirectUriIsUnknown } from './page-kind.ts'
import { lockDown } from './page-session.ts'

/**
 * Chromium's codes that don't mean the page failed: the load was aborted by us or by the next navigation (leapp #99), or
 * blocked by our own filter. Source: Chromium, net/base/net_error_list.h.
 */
const abortedByNavigation = -3
const blockedByClient = -20

/** What the windows of a sign-in report. */
interface PageReports {
  readonly redirectUri: string
  /** The callback, instead of following it. */
  arrive(redirectedTo: string): void
  /** A page was shown at this URL. */
  shown(url: string): void
  /** A page can't be shown. */
  failed(detail?: string): void
}

/** Reports what the pages in this window do, and keeps them from leading to unsafe URLs. */
function watchPage({ webContents }: BrowserWindow, reports: PageReports): void {
  let hasLoaded = false
  const onNavigation = (event: { url: string; isMainFrame: boolean; preventDefault: () => void }): void => {
    if (!event.isMainFrame) return
    const isArrival = isCallback(event.url, reports.redirectUri)
    const leadsNowhere = !mayLoad(event.url) && event.url !== 'about:blank'
    if (isArrival || leadsNowhere) event.preventDefault()
    if (isArrival) reports.arrive(event.url)
    // links to unsafe URLs do nothing: the page stays open. But if there is no page yet, the window would stay empty.
    else if (leadsNowhere && !hasLoaded)
      reports.failed(`it leads to a ${new URL(event.url).protocol} address`)
  }
  webContents.on('will-redirect', onNavigation)
  webContents.on('will-navigate', onNavigation)
  webContents.on('did-navigate', (_event, at) => {
    hasLoaded = true
    reports.shown(at)
  })
  webContents.on('did-fail-load', (_event, code, description, _at, isMainFrame) => {
    const isFailure = code !== abortedByNavigation && !(code === blockedByClient && hasLoaded)
    if (isMainFrame && isFailure) reports.failed(description)
  })
  webContents.on('render-process-gone', () => reports.failed())
}

/** Signs in using a window of the app, where only the right answer counts as long as it shows a page; its session is discarded afterwards unless the user chose to keep it. */
export function createSignInWindow(keepSession: () => boolean): SignInSurface {
  return {
    open: (account, url, signal, { advise, strayError }) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const pages = keepSession()
          ? keptSession(account.id)
          : session.fromPartition(`sign-in-${randomUUID()}`)
        let over = false
        let hasShown = false
        let hasStrayed = false
        const state = new URL(url).searchParams.get('state') ?? ''

        const end = (complete: () => void): void => {
          if (over) return
          over = true
          complete()
          // not inside an event of the window
          setImmediate(() => {
            guest.close()
            // the user may have changed the setting in the meantime
            if (!keepSession()) void pages.clearStorageData()
          })
        }
        const fail = (code: ErrorCode, detail?: string): void => end(() => reject(new AppError(code, detail)))
        const arrive = (redirectedTo: string): void => {
          const redirect = readRedirect(new URL(redirectedTo).searchParams, state)
          if (redirect.kind === 'answer') return end(() => resolve(redirectedTo))
          hasStrayed = true
          if (redirect.kind === 'strayError') strayError(redirect.error)
        }

        lockDown(pages, account.redirectUri, arrive)
        const guest = openGuestWindow(pages, (window, isPopup) =>
          watchPage(window, {
            redirectUri: account.redirectUri,
            arrive,
            shown: (at) => {
              hasShown ||= !isPopup
              window.setTitle(`Sign in: ${new URL(at).host}`)
              if (saysRedirectUriIsUnknown(at)) fail('redirectUriNotRegistered')
              else if (needsRealBrowser(at)) advise()
            },
            // if the main window fails, the sign-in fails; a failed popup is just closed
            failed: (detail) =>
              isPopup
                ? window.close()
                : fail(connectionProblem(new Error(detail)) ?? 'signInPageFailed', detail),
          }),
        )
        guest.window.on('closed', () => fail('signInCancelled'))
        signal.addEventListener('abort', () => end(() => reject(signal.reason as Error)), { once: true })
        guest.window.loadURL(url).catch(() => {
          if (hasShown) return
          // there is no page on which the user could go on
          if (hasStrayed) fail('wrongState')
          // a download or another program's link ends loading without a page, and without an event of failure
          else fail('signInPageFailed', 'it starts a download or another program instead')
        })
      }),
  }
}
