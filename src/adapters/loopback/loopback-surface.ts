import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AppError } from '../../shared/error-codes.ts'
import type { SignInPage, SignInSurface } from '../../core/ports.ts'
import { readRedirect } from '../../core/sign-in/read-redirect.ts'
import { outcomePage, strayErrorPage, strayPages, toHtml, type CallbackPage } from './callback-page.ts'
import { peerOwner, type Connection } from './peer-owner.ts'

/**
 * We need both: the browser picks one, and a program listening on the other would get the code. RFC 8252 section 7.3.
 */
const hosts = ['127.0.0.1', '::1'] as const

/**
 * The requested URL if it is the callback, otherwise null. Anyone can send requests here, so a bad URL must not throw.
 */
function readTarget(request: IncomingMessage, callback: URL): URL | null {
  const { method, url = '/', headers } = request
  if (method !== 'GET' || headers.host !== callback.host || !URL.canParse(url, callback.origin)) return null
  const target = new URL(url, callback.origin)
  return target.origin === callback.origin && target.pathname === callback.pathname ? target : null
}

function toPortError({ code = 'unknown error' }: NodeJS.ErrnoException, address: string): AppError {
  if (code === 'EADDRINUSE') return new AppError('portTaken', address)
  return new AppError('portNotAllowed', `${address}: ${code}`)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const noSuchFamily = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'
      if (noSuchFamily && host === '::1') resolve()
      else reject(toPortError(error, `port ${port} on ${host}`))
    })
    server.listen({ host, port, exclusive: true }, resolve)
  })
}

/** Rejects with `portTaken` or `portNotAllowed`, once none of them is about to listen any more. */
async function listenAll(servers: readonly Server[], port: number): Promise<void> {
  const all = servers.map((server, index) => listen(server, hosts[index] ?? hosts[0], port))
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason
}

function respond(response: ServerResponse, { status, text }: CallbackPage): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    connection: 'close',
  })
  response.end(toHtml(text))
}

/** A sign-in that waits for its answer. */
interface Waiting {
  readonly callback: URL
  readonly state: string
  readonly page: SignInPage
  /** Called with the first answer. */
  arrive(redirectedTo: string): void
}

/** Answers the visits to the callback URL: the sign-in's answer as soon as its outcome is known, all others at once. */
function createVisits(
  { callback, state, page, arrive }: Waiting,
  whoseConnection: (connection: Connection) => ReturnType<typeof peerOwner>,
) {
  let hasArrived = false
  return (request: IncomingMessage, response: ServerResponse): void => {
    const target = readTarget(request, callback)
    if (target === null) return respond(response, strayPages.otherPage)
    // everyone on this computer can read the URL in the browser's arguments, and follow it
    const owner = whoseConnection(request.socket)
    if (owner === 'other') return respond(response, strayPages.stranger)
    const redirect = readRedirect(target.searchParams, state)
    if (redirect.kind === 'strayError') {
      page.strayError(redirect.error)
      return respond(response, strayErrorPage(redirect.error))
    }
    if (redirect.kind !== 'answer') return respond(response, strayPages[redirect.kind])
    if (!hasArrived && owner === 'unknown') page.doubt()
    hasArrived = true
    arrive(target.href)
    // browsers may ask twice, because they load a page before the user goes there
    void page.outcome.then((outcome) => respond(response, outcomePage(outcome)))
  }
}

/**
 * Signs in with the system browser, and listens on the callback URL's port for the redirect, which only the same user may
 * send; it listens until `signal` aborts, and only the right answer counts. `open` rejects with `portTaken`,
 * `portHeldBySignIn` (another account is signing in there), or `portNotAllowed`, with `callbackNotLoopback` if the callback
 * URL does not lead to this machine, or with `surfaceMissing`.
 *
 * @param openInBrowser null: there is no desktop, so the URL must be shown in another way
 */
export function createLoopbackSurface(
  openInBrowser: ((url: string) => Promise<void>) | null,
  whoseConnection: (connection: Connection) => ReturnType<typeof peerOwner> = peerOwner,
): SignInSurface {
  /** The ports in use, and the names of the accounts that are signing in there. */
  const holders = new Map<number, { readonly accountName: string }>()
  return {
    open: async (account, url, signal, page) => {
      signal.throwIfAborted()
      const callback = new URL(account.redirectUri)
      if (callback.protocol !== 'http:') throw new AppError('callbackNotLoopback')
      const port = Number(callback.port === '' ? 80 : callback.port)
      const other = holders.get(port)
      if (other !== undefined) throw new AppError('portHeldBySignIn', other.accountName)
      const own = { accountName: account.name }
      holders.set(port, own)
      let arrive: (redirectedTo: string) => void = () => undefined
      const redirected = new Promise<string>((resolve, reject) => {
        arrive = resolve
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      })
      // it may be aborted before anyone awaits it
      redirected.catch(() => undefined)
      const state = new URL(url).searchParams.get('state') ?? ''
      const visit = createVisits({ callback, state, page, arrive }, whoseConnection)
      const servers = hosts.map(() => createServer(visit))
      const close = (): void => {
        if (holders.get(port) === own) holders.delete(port)
        for (const server of servers) server.close()
      }
      signal.addEventListener('abort', close, { once: true })
      try {
        await listenAll(servers, port)
        signal.throwIfAborted()
        if (page.show !== null) page.show(url)
        else if (openInBrowser === null) throw new AppError('surfaceMissing')
        // some desktops report success only when the browser is closed
        else openInBrowser(url).catch(page.unopened)
        return await redirected
      } catch (error) {
        close()
        throw error
      }
    },
  }
}
