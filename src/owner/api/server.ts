import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getAccountByName } from '../../core/state/to-status.ts'
import { cookieName } from '../../ownership/owner-address.ts'
import type { ApiError, RouteName } from '../../shared/local-api.ts'
import { toApiError, RequestError } from './api-error.ts'
import { capConnections } from './connection-cap.ts'
import { streamStatus } from './event-stream.ts'
import type { Answers, Asked } from './handler-types.ts'
import type { AnswersDeps } from './handlers.ts'
import { onceOver } from './on-response-end.ts'
import { readBody, parseArgs, parseRoute, type Route } from './read-request.ts'
import { limitIncompleteRequests } from './request-deadline.ts'

/** Whether a request has the owner's cookie, or doesn't need one. */
export function hasCookie(headers: NodeJS.Dict<string | string[]>, cookie: string | null): boolean {
  if (cookie === null) return true
  const given = Buffer.from(String(headers[cookieName] ?? ''))
  const right = Buffer.from(cookie)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** A request must be complete within this time. */
const defaultRequestTimeoutMs = 5000

/** How long a connection may stay open between requests. */
const keepAliveMs = 60_000

/** The longest interval Node accepts: 24 days. */
const neverMs = 2 ** 31 - 1

const jsonType = 'application/json; charset=utf-8'

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'content-type': jsonType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}

/** Answers when Node could not parse a request. */
function sendRaw(socket: Duplex, statusLine: string, body: ApiError): void {
  const text = `${JSON.stringify(body)}\n`
  const length = Buffer.byteLength(text)
  socket.end(
    `HTTP/1.1 ${statusLine}\r\nContent-Type: ${jsonType}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${text}`,
  )
}

function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    const large = new RequestError('requestTooLarge', 'The request headers are too large (at most 16 KiB).')
    sendRaw(socket, '431 Request Header Fields Too Large', toApiError(large).body)
  } else {
    sendRaw(
      socket,
      '400 Bad Request',
      toApiError(new RequestError('badRequest', 'This is not HTTP/1.1.')).body,
    )
  }
  closeSoon(socket)
}

function onLateRequest(socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const slow = new RequestError('requestTooSlow', 'A request must be complete within 5 seconds.')
  sendRaw(socket, '408 Request Timeout', toApiError(slow).body)
  closeSoon(socket)
}

/** A client that does not read the answer must not keep the connection open. */
function closeSoon(socket: Duplex): void {
  setTimeout(() => socket.destroy(), defaultRequestTimeoutMs).unref()
}

/** Serves requests once this program is the owner. */
export interface Service extends Pick<AnswersDeps, 'store'> {
  readonly answers: Answers
}

export interface LocalApiServerDeps {
  /** Requests wait for it; if it rejects, their connections are closed. */
  readonly service: Promise<Service>
  /** Default: 5 s. */
  readonly requestTimeoutMs?: number | undefined
  /** The cookie that requests need; null if only the user can connect. */
  cookie(): string | null
  /** Called when a request has arrived. */
  asked(): void
  /** Called once for each `asked`, when its answer has been sent or the client is gone. */
  answered(): void
}

/** The client's name, from its User-Agent (RFC 9110 section 10.1.5). */
function readClientName({ headers }: IncomingMessage): string {
  const [product = ''] = (headers['user-agent'] ?? '').split(/[\s/]/)
  return product.slice(0, 40) || 'unnamed'
}

/** The local API (docs/local-api.md); not listening yet. */
export function createLocalApiServer(deps: LocalApiServerDeps): Server {
  const { requestTimeoutMs = defaultRequestTimeoutMs } = deps
  const server = createServer({
    // Node would wake up regularly to check these: see limitIncompleteRequests
    requestTimeout: 0,
    headersTimeout: 0,
    connectionsCheckingInterval: neverMs,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: 16 * 1024,
  })
  const cap = capConnections(server)
  limitIncompleteRequests(server, requestTimeoutMs, onLateRequest)

  const answerTo = <R extends RouteName>(
    name: R,
    { account, query }: Route,
    body: string,
    client: string,
    { answers, store }: Service,
  ): unknown => {
    const args = parseArgs(name, query, body)
    const named = account === null ? null : getAccountByName(store.snapshot(), account)
    return answers[name]({ args, account: named, client } as Asked<R>)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = parseRoute(request.method ?? '', request.url ?? '')
    const body = await readBody(request)
    cap.asks(request.socket)
    const service = await deps.service
    const { answers, store } = service
    if (!hasCookie(request.headers, deps.cookie()))
      throw new RequestError('notAllowed', 'The cookie from the owner folder is missing or wrong.')
    if (route.name === 'events') {
      const status = async () => answers.status({ args: {}, account: null, client: '' })
      streamStatus(response, status, (listener) => store.subscribe(listener))
    } else send(response, 200, await answerTo(route.name, route, body, readClientName(request), service))
  }

  // every pipelined request adds listeners
  server.on('connection', (socket) => socket.setMaxListeners(0))
  server.on('request', (request, response) => {
    deps.asked()
    onceOver(response, () => {
      deps.answered()
      cap.answered(request.socket)
    })
    // the client has hung up
    response.on('error', () => undefined)
    answer(request, response).catch((error: unknown) => {
      if (error instanceof NotServing) return void request.socket.destroy()
      const { status, body } = toApiError(error)
      // the rest of the request is not read
      if (!request.complete) response.setHeader('connection', 'close')
      send(response, status, body)
    })
  })
  server.on('clientError', onClientError)
  return server
}

/** Why `service` rejects: this program is not the owner, or is exiting. */
export class NotServing extends Error {
  override readonly name = 'NotServing'
}
