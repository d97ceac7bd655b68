import { createServer, type IncomingMessage, type Server } from 'node:http'
import { AppError } from '../../shared/error-codes.ts'
import type { SignInSurface } from '../../core/ports.ts'
import { peerOwner, type Connection } from './peer-owner.ts'

/**
 * We need both: the browser picks one, and a program listening on the other would get the code. RFC 8252 section 7.3.
 */
const hosts = ['127.0.0.1', '::1'] as const

const donePage = 'You can close this tab and go back to Jira Token Tray.'
const otherPage = 'Nothing to see here.'
const strangerPage = 'Another user of this computer started this sign-in, so it can’t be completed here.'

function page(text: string): string {
  return `<!doctype html><meta charset="utf-8"><title>Jira Token Tray</title><p style="font:16px system-ui;margin:4rem">${text}</p>`
}

/**
 * The requested URL if it is the callback, otherwise null. Anyone can send requests here, so a bad URL must not throw.
 */
function readTarget(request: IncomingMessage, callback: URL): URL | null {
  const { method, url = '/', headers } = request
  if (method !== 'GET' || headers.host !== callback.host || !URL.canParse(url, callback.origin)) return null
  const target = new URL(url, callback.origin)
  return target.origin === callback.origin && target.pathname === callback.pathname ? target : null
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const noSuchFamily = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'
      if (noSuchFamily && host === '::1') resolve()
      else reject(new AppError('portTaken', `port ${port} on ${host}`))
    })
    server.listen({ host, port, exclusive: true }, resolve)
  })
}

/**
 * Signs in with the system browser, and listens on the callback URL's port for the redirect, which only the same user may
 * send. `open` rejects with `portTaken`, with `callbackNotLoopback` if the callback URL does not lead to this machine, or
 * with `surfaceMissing`.
 *
 * @param openInBrowser null: there is no desktop, so the URL must be shown in another way
 */
export function createLoopbackSurface(
  openInBrowser: ((url: string) => Promise<void>) | null,
  whoseConnection: (connection: Connection) => ReturnType<typeof peerOwner> = peerOwner,
): SignInSurface {
  return {
    open: async (account, url, signal, { show, doubt, unopened }) => {
      signal.throwIfAborted()
      const callback = new URL(account.redirectUri)
      if (callback.protocol !== 'http:') throw new AppError('callbackNotLoopback')
      const port = Number(callback.port === '' ? 80 : callback.port)
      let arrived: (redirectedTo: string) => void = () => undefined
      const redirected = new Promise<string>((resolve, reject) => {
        arrived = resolve
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      })
      // it may be aborted before anyone awaits it
      redirected.catch(() => undefined)
      const servers = hosts.map(() =>
        createServer((request, response) => {
          const target = readTarget(request, callback)
          // everyone on this computer can read the URL in the browser's arguments, and follow it
          const owner = target === null ? null : whoseConnection(request.socket)
          const [status, text] =
            owner === null ? [404, otherPage] : owner === 'other' ? [403, strangerPage] : [200, donePage]
          response.writeHead(status, {
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-store',
            'referrer-policy': 'no-referrer',
            connection: 'close',
          })
          response.end(page(text))
          if (target === null || owner === 'other') return
          if (owner === 'unknown') doubt()
          arrived(target.href)
        }),
      )
      try {
        await Promise.all(servers.map((server, index) => listen(server, hosts[index] ?? hosts[0], port)))
        signal.throwIfAborted()
        if (show !== null) show(url)
        else if (openInBrowser === null) throw new AppError('surfaceMissing')
        // some desktops report success only when the browser is closed
        else openInBrowser(url).catch(unopened)
        return await redirected
      } finally {
        for (const server of servers) server.close()
      }
    },
  }
}
