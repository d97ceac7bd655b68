import { request as httpRequest, Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { BridgeError } from './bridge-error.ts'

/** One that takes no connection for so long is out of reach. */
const connectTimeoutMs = 15_000

/** So that a connection that a sleeping laptop or a router lost is noticed. */
const keepAliveMs = 15_000

/**
 * A connection that nobody used for so long is not used again: the server may be closing it right now, and then nobody
 * knows whether a request on it was seen. Servers close theirs after five seconds or more; fetch does it like this too.
 */
const maxIdleMs = 4000

const maxRedirects = 5

export interface UpstreamRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/** An answer whose body is still to come. */
export type UpstreamAnswer = IncomingMessage

export interface Upstream {
  readonly url: URL
  /** Rejects with a `BridgeError` when there is no answer: `safe` when the server can't have got the request. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** Cuts every connection. */
  close(): void
}

/** Errors that do not go away by trying again. */
const isForGood = (code: string) => /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)

function toBridgeError(error: NodeJS.ErrnoException, url: URL, wasSent: boolean): BridgeError {
  const why = error.code ?? error.message
  if (isForGood(why))
    return new BridgeError('certificateRefused', `The certificate of ${url.host} is not trusted (${why}).`)
  return wasSent
    ? new BridgeError('connectionLost', `The connection to ${url.host} broke (${why}).`, {
        retry: 'maybeDone',
      })
    : new BridgeError('serverUnreachable', `${url.host} can’t be reached (${why}).`, { retry: 'safe' })
}

/** Calls back as soon as the request can leave, which on a kept connection is at once. */
function whenConnected(request: ClientRequest, isTls: boolean, onConnected: () => void): void {
  request.once('socket', (socket: Socket) => {
    if (!socket.connecting && request.reusedSocket) return onConnected()
    const limit = setTimeout(
      () => request.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })),
      connectTimeoutMs,
    )
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(limit)
      onConnected()
    })
    request.once('close', () => clearTimeout(limit))
  })
}

/**
 * Lets this process see what has arrived already: a kept connection that the server has closed must not be used, or
 * nobody knows whether the request on it was seen.
 */
const look = () => new Promise((resolve) => setImmediate(resolve))

/** The URL that a redirect leads to, if the token may go there: on the same origin only. */
function getRedirect({ statusCode = 0, headers }: IncomingMessage, from: URL, method: string): URL | null {
  const isRedirect =
    statusCode === 307 || statusCode === 308 || (method === 'GET' && /^30[123]$/.test(`${statusCode}`))
  if (!isRedirect || headers.location === undefined || !URL.canParse(headers.location, from.href)) return null
  const to = new URL(headers.location, from)
  if (to.origin === from.origin) return to
  throw new BridgeError(
    'redirectedAway',
    `${from.host} redirects to ${to.origin}, and the token must not go there. If you trust it, use its URL instead.`,
  )
}

/** HTTP towards one server, over connections that are kept. It never follows a redirect to another origin. */
export async function openUpstream(url: URL): Promise<Upstream> {
  const isTls = url.protocol === 'https:'
  const options = {
    keepAlive: true,
    keepAliveMsecs: keepAliveMs,
    timeout: maxIdleMs,
    scheduling: 'lifo' as const,
  }
  // loading TLS takes its time: only where it is needed
  const https = isTls ? await import('node:https') : null
  const agent = https === null ? new Agent(options) : new https.Agent(options)
  const begin = https === null ? httpRequest : https.request

  const sendTo = (to: URL, { method, headers, body, signal }: UpstreamRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      let wasSent = false
      const request = begin(to, { method, agent, signal, headers })
      whenConnected(request, isTls, () => (wasSent = true))
      request.on('response', resolve)
      request.on('error', (error) => reject(toBridgeError(error, to, wasSent)))
      request.end(body)
    })

  return {
    url,
    send: async (request) => {
      let to = url
      for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
        if (Object.keys(agent.freeSockets).length > 0) await look()
        const answer = await sendTo(to, request)
        const next = getRedirect(answer, to, request.method)
        if (next === null) return answer
        answer.resume()
        to = next
      }
      throw new BridgeError('redirectedTooOften', `${url.host} redirects without end.`)
    },
    close: () => agent.destroy(),
  }
}
