import { STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError, toApiError } from './api-error.ts'
import { jsonType } from './send-json.ts'

/** A client that does not read the answer must not keep the connection open. */
const closeTimeoutMs = 5000

/** Answers a request for which Node has made no response, and closes the connection. */
function sendRaw(socket: Duplex, status: number, error: RequestError): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const text = `${JSON.stringify(toApiError(error).body)}\n`
  const length = Buffer.byteLength(text)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${jsonType}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${text}`,
  )
  setTimeout(() => socket.destroy(), closeTimeoutMs).unref()
}

/** Answers a request that is not complete in time. */
export function answerLateRequest(socket: Duplex): void {
  sendRaw(socket, 408, new RequestError('requestTooSlow', 'A request must be complete within 5 seconds.'))
}

function answerParseError({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  switch (code) {
    case 'ECONNRESET':
      socket.destroy()
      return
    case 'HPE_HEADER_OVERFLOW':
      return sendRaw(
        socket,
        431,
        new RequestError('requestTooLarge', 'The request’s path and headers are too long (at most 16 KiB).'),
      )
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return sendRaw(socket, 413, new RequestError('requestTooLarge', 'The chunk extensions are too long.'))
    case 'HPE_INVALID_EOF_STATE':
      return sendRaw(socket, 400, new RequestError('badRequest', 'The request is incomplete.'))
    case undefined:
    default:
      return sendRaw(socket, 400, new RequestError('badRequest', 'This is not HTTP/1.1.'))
  }
}

/** Answers with an error as in the contract where Node would hang up, or answer without a body. */
export function answerProtocolErrors(server: Server): void {
  server.on('clientError', answerParseError)
  server.on('connect', (_request, socket) =>
    sendRaw(
      socket,
      405,
      new RequestError('methodNotAllowed', 'CONNECT is not allowed: this is not a proxy.'),
    ),
  )
  // see `assertSupported`
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}
