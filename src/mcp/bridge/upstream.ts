import { request as httpRequest, Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { connectionProblem } from '../../shared/connection-problem.ts'
import { errorRow } from '../../shared/error-table.ts'
import { BridgeError } from './bridge-error.ts'
import type { UpstreamNetwork } from '../../network/secure-connections.ts'
import { createCookies } from './cookies.ts'
import { decodeAnswer, type UpstreamAnswer } from './decode-answer.ts'

/** A server that accepts no connection within this time is unreachable. */
const connectTimeoutMs = 15_000

/** Detects connections that were lost by a sleeping laptop or a router. */
const keepAliveMs = 15_000

/**
 * A connection that was idle this long is not reused: the server may be closing it right now, and then it is unknown
 * whether it got a request. Servers close idle connections after five seconds or more; fetch does the same.
 */
const maxIdleMs = 4000

const maxRedirects = 3

export interface UpstreamRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

export interface Upstream {
  readonly url: URL
  /** Rejects with a `BridgeError` if there is no answer; its `retry` is `safe` if the server can't have got the request. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** Closes every connection. */
  close(): void
}

/** Errors that a retry does not solve. */
const isForGood = (code: string) => /^ERR_(TLS|SSL)/.test(code)

function toBridgeError(error: NodeJS.ErrnoException, url: URL, wasSent: boolean): BridgeError {
  const why = error.code ?? error.message
  const problem = connectionProblem(error)
  if (problem !== null) {
    const { what, todo } = errorRow(problem)
    const retry = problem === 'proxyFailed' ? 'safe' : 'never'
    return new BridgeError(problem, `${url.host} can’t be reached. ${what} ${todo}`, { retry })
  }
  if (isForGood(why))
    return new BridgeError('tlsFailed', `There is no secure connection to ${url.host} (${why}).`)
  return wasSent
    ? new BridgeError('connectionLost', `The connection to ${url.host} broke (${why}).`, {
        retry: 'maybeDone',
      })
    : new BridgeError('serverUnreachable', `${url.host} can’t be reached (${why}).`, { retry: 'safe' })
}

/** Calls back as soon as the request can be sent, which is immediately on an open connection. */
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
 * Lets this process notice connections that the server has already closed: if they were used, it would be unknown whether
 * the server got the request.
 */
const look = () => new Promise((resolve) => setImmediate(resolve))

/** The target of a redirect, if the token may be sent there: only on the same origin. */
function getRedirect({ statusCode = 0, headers }: IncomingMessage, from: URL, method: string): URL | null {
  const isRedirect =
    statusCode === 307 || statusCode === 308 || (method === 'GET' && /^30[123]$/.test(`${statusCode}`))
  if (!isRedirect || headers.location === undefined || !URL.canParse(headers.location, from.href)) return null
  const to = new URL(headers.location, from)
  if (to.origin === from.origin) return to
  throw new BridgeError(
    'redirectedAway',
    `${from.host} redirects to ${to.origin}, and the token must not be sent there. If you trust that server, use its URL instead.`,
  )
}

/** An HTTP client for one server that reuses connections and keeps cookies. It never follows a redirect to another origin. */
export async function openUpstream(url: URL, network: UpstreamNetwork): Promise<Upstream> {
  const isTls = url.protocol === 'https:'
  const options = {
    keepAlive: true,
    keepAliveMsecs: keepAliveMs,
    timeout: maxIdleMs,
    scheduling: 'lifo' as const,
  }
  // loading TLS is slow, so only if needed
  const https = isTls ? await import('node:https') : null
  const secure = isTls
    ? (await import('../../network/secure-connections.ts')).createSecureConnections(url, options, network)
    : null
  const plain = new Agent(options)
  const currentAgent = () => secure?.agent() ?? plain
  const begin = https === null ? httpRequest : https.request

  const cookies = createCookies()

  const withCookies = (headers: UpstreamRequest['headers']): UpstreamRequest['headers'] => {
    const kept = cookies.header()
    if (kept === null) return headers
    const own = headers['cookie']
    return { ...headers, cookie: own === undefined ? kept : `${own}; ${kept}` }
  }

  const sendOnce = (to: URL, { method, headers, body, signal }: UpstreamRequest, agent: Agent) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      let wasSent = false
      const request = begin(to, { method, agent, signal, headers: withCookies(headers) })
      whenConnected(request, isTls, () => (wasSent = true))
      request.on('response', resolve)
      request.on('error', (error) => reject(toBridgeError(error, to, wasSent)))
      request.end(body)
    })

  const sendTo = async (to: URL, request: UpstreamRequest) => {
    const agent = currentAgent()
    try {
      return await sendOnce(to, request, agent)
    } catch (error) {
      const isUnknown = error instanceof BridgeError && error.code === 'certificateUntrusted'
      // it was not sent
      if (!isUnknown || (await secure?.widen(agent)) !== true) throw error
      return sendOnce(to, request, currentAgent())
    }
  }

  return {
    url,
    send: async (request) => {
      let to = url
      for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
        if (Object.keys(currentAgent().freeSockets).length > 0) await look()
        const answer = await sendTo(to, request)
        cookies.take(answer.headers['set-cookie'] ?? [])
        const next = getRedirect(answer, to, request.method)
        if (next === null) return decodeAnswer(answer, url.host)
        answer.resume()
        to = next
      }
      throw new BridgeError('redirectedTooOften', `${url.host} redirects too often.`)
    },
    close: () => currentAgent().destroy(),
  }
}
