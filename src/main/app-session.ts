import { app, session, type Session } from 'electron'

/**
 * The session for the app's own window and requests: in memory, no cache, no permissions. Both share it, because each
 * session costs megabytes.
 */
export function appSession(): Session {
  return session.fromPartition('app', { cache: false })
}

/**
 * Sends no client certificate with the app's own requests: nobody asked for it, and it tells a server who the user is. Since
 * Electron 44, the first one that fits would be sent. Sign-in windows ask the user. Source: Electron documentation, app
 * `select-client-certificate`.
 */
export function sendNoCertificates(): void {
  app.on('select-client-certificate', (event, contents, _url, _certificates, callback) => {
    if (contents !== null) return
    event.preventDefault()
    callback()
  })
}
