import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ApiError } from '../../shared/local-api.ts'
import { apiErrorOf, RequestError } from './api-error.ts'
import { createAnswers, type AnswersDeps } from './answers.ts'
import { capConnections } from './connection-cap.ts'
import { streamStatus } from './event-stream.ts'
import { readBody } from './request-body.ts'
import { parseRoute } from './routes.ts'

/** A request must be complete within this time. */
const requestLimitMs = 5000

/** A connection may stay open this long between requests. */
const keepAliveMs = 60_000

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

/** An answer where there is no request that Node could read. */
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
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const slow = new RequestError('requestTooSlow', 'A request must be complete within 5 seconds.')
    sendRaw(socket, '408 Request Timeout', apiErrorOf(slow).body)
  } else if (error.code === 'HPE_HEADER_OVERFLOW') {
    const large = new RequestError('requestTooLarge', 'The headers of a request may have 16 KiB.')
    sendRaw(socket, '431 Request Header Fields Too Large', apiErrorOf(large).body)
  } else {
    sendRaw(
      socket,
      '400 Bad Request',
      apiErrorOf(new RequestError('badRequest', 'This is not HTTP/1.1.')).body,
    )
  }
  // whoever does not read the answer must not keep the connection
  setTimeout(() => socket.destroy(), requestLimitMs).unref()
}

export interface LocalApiServerDeps extends AnswersDeps {
  /** Whether this is the owner: nothing is answered before that is sure, and nothing at all when it is not. */
  readonly isOwner: () => Promise<boolean>
}

/** The local API, described in docs/local-api.md; not listening yet. */
export function createLocalApiServer(deps: LocalApiServerDeps): Server {
  const answers = createAnswers(deps)
  const server = createServer({
    requestTimeout: requestLimitMs,
    headersTimeout: requestLimitMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: 500,
    maxHeaderSize: 16 * 1024,
  })
  const cap = capConnections(server)

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = parseRoute(request.method ?? '', request.url ?? '')
    await readBody(request)
    cap.asks(request.socket)
    if (route.kind === 'events') {
      streamStatus(response, answers.status, (listener) => deps.store.subscribe(listener))
    } else send(response, 200, await answers.to(route))
  }

  server.on('request', (request, response) => {
    const { socket } = request
    response.once('close', () => cap.answered(socket))
    // the other side has hung up: nobody needs the answer
    response.on('error', () => undefined)
    void deps.isOwner().then((isOwner) => {
      if (!isOwner) return void socket.destroy()
      return answer(request, response).catch((error: unknown) => {
        const { status, body } = apiErrorOf(error)
        // what is left of the request is not read
        if (!request.complete) response.setHeader('connection', 'close')
        send(response, status, body)
      })
    })
  })
  server.on('clientError', onClientError)
  return server
}
