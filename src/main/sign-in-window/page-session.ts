import type { Session } from 'electron'
import { isCallback, mayLoad } from './page-kind.ts'

/** Sessions that already have the handler: a kept session is reused for every sign-in. */
const withoutDownloads = new WeakSet<Session>()

/** Takes every right from the pages in this session, and calls `onCallback` instead of following the redirect. */
export function lockDown(pages: Session, redirectUri: string, onCallback: (url: string) => void): void {
  pages.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  pages.setPermissionCheckHandler(() => false)
  pages.setDevicePermissionHandler(() => false)
  // the default: no screen can be shared
  pages.setDisplayMediaRequestHandler(null)
  if (!withoutDownloads.has(pages)) pages.on('will-download', (event) => event.preventDefault())
  withoutDownloads.add(pages)
  // intercepts redirects and navigations before they are sent, so no other program can receive the code
  pages.webRequest.onBeforeRequest((details, callback) => {
    const isRedirect = details.resourceType === 'mainFrame' && isCallback(details.url, redirectUri)
    if (isRedirect) onCallback(details.url)
    callback({ cancel: isRedirect || !mayLoad(details.url) })
  })
}
