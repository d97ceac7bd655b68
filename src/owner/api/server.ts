import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getAccountByName } from '../../core/state/to-status.ts'
import { cookieName } from '../../ownership/owner-address.ts'
import { cleanText } from '../../shared/clean-text.ts'
import type { RouteName } from '../../shared/local-api-routes.ts'
import { toApiError, RequestError } from './api-error.ts'
import { capConnections } from './connection-cap.ts'
import { streamStatus } from './event-stream.ts'
import type { Answers, Asked } from './handler-types.ts'
import type { AnswersDeps } from './handlers.ts'
import { onceOver } from './on-response-end.ts'
import { answerProtocolErrors, answerLateRequest } from './protocol-errors.ts'
import { assertSupported, readBody, parseArgs, parseRoute, type Route } from './read-request.ts'
import { limitIncompleteRequests } from './request-deadline.ts'
import { sendJson } from './send-json.ts'

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

/** Serves requests once this program is the owner. */
export interface Service extends Pick<AnswersDeps, 'store'> {
  readonly answers: Answers
}

/** A request without its body, for the log. */
interface AnsweredRequest {
  readonly client: string
  readonly method: string
  readonly path: string
  readonly statusCode: number
  readonly milliseconds: number
}

export interface LocalApiServerDeps {
  /** Requests wait for it. null: this program is not the owner, or is exiting; their connections are closed. */
  readonly service: Promise<Service | null>
  /** Default: 5 s. */
  readonly requestTimeoutMs?: number | undefined
  /** The cookie that requests need; null if only the user can connect. */
  cookie(): string | null
  /** Called when a request has arrived. */
  asked(): void
  /** Called once for each `asked`, when its answer has been sent or the client is gone. */
  answered(request: AnsweredRequest): void
}

/** The client's name, from its User-Agent (RFC 9110 section 10.1.5). */
function readClientName({ headers }: IncomingMessage): string {
  const [product = ''] = (headers['user-agent'] ?? '').split(/[\s/]/)
  return cleanText(product, 40) || 'unnamed'
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
    // Node's own answer has no body
    requireHostHeader: false,
  })
  // a client that has sent its request may close its side, and still gets the answer; its type lacks this
  Object.assign(server, { httpAllowHalfOpen: true })
  const cap = capConnections(server)
  /** Connections whose current request was answered before all of it had arrived. */
  const answeredEarly = new WeakSet<Socket>()
  limitIncompleteRequests(server, requestTimeoutMs, (socket) =>
    answeredEarly.has(socket) ? socket.destroy() : answerLateRequest(socket),
  )

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
    assertSupported(request)
    const route = parseRoute(request.method ?? '', request.url ?? '')
    const body = await readBody(request)
    cap.asks(request.socket)
    const service = await deps.service
    if (service === null) return void request.socket.destroy()
    const { answers, store } = service
    if (!hasCookie(request.headers, deps.cookie()))
      throw new RequestError('notAllowed', 'The cookie from the owner folder is missing or wrong.')
    if (route.name === 'events') {
      const status = async () => answers.status({ args: {}, account: null, client: '' })
      streamStatus(response, status, (listener) => store.subscribe(listener))
    } else sendJson(response, 200, await answerTo(route.name, route, body, readClientName(request), service))
  }

  // every pipelined request adds listeners
  server.on('connection', (socket) => socket.setMaxListeners(0))
  server.on('request', (request, response) => {
    answeredEarly.delete(request.socket)
    deps.asked()
    const askedAtMs = performance.now()
    onceOver(response, () => {
      deps.answered({
        client: readClientName(request),
        method: request.method ?? '',
        path: cleanText((request.url ?? '').split('?', 1)[0] ?? ''),
        statusCode: response.statusCode,
        milliseconds: Math.round(performance.now() - askedAtMs),
      })
      cap.answered(request.socket)
    })
    // the client has hung up
    response.on('error', () => undefined)
    answer(request, response).catch((error: unknown) => {
      const { status, body } = toApiError(error)
      // the rest is read and dropped: a client that is still sending would not get to see the answer
      if (!request.complete) answeredEarly.add(request.socket)
      sendJson(response, status, body)
    })
  })
  answerProtocolErrors(server)
  return server
}
