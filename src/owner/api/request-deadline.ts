import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

const blankLine = '\r\n\r\n'

/**
 * Whether the bytes that completed this request also begin another one. Its headers are incomplete, or Node would have
 * reported it, so the last blank line is still part of this request.
 */
function beginsAnother({ headers }: IncomingMessage, bytes: Buffer): boolean {
  const at = bytes.lastIndexOf(blankLine)
  if (at === -1) return false
  const bodyLength = Number(headers['content-length'] ?? 0)
  // some clients send a line break after a body
  return bytes.toString('latin1', at + blankLine.length + bodyLength).trim() !== ''
}

/**
 * Calls `onLate` for each connection on which a request stays incomplete for `timeoutMs`, also if it never sends anything.
 * Node's own limits would check all connections twice a second, even when there are none.
 */
export function limitIncompleteRequests(
  server: Server,
  timeoutMs: number,
  onLate: (socket: Socket) => void,
): void {
  /** The latest request on each connection, while it may be incomplete. */
  const begun = new WeakMap<Socket, IncomingMessage>()
  server.on('request', (request) => void begun.set(request.socket, request))

  server.on('connection', (socket) => {
    let timer: NodeJS.Timeout | undefined
    const stop = (): void => {
      clearTimeout(timer)
      timer = undefined
    }
    const begin = (): void => {
      timer ??= setTimeout(() => onLate(socket), timeoutMs).unref()
    }
    begin()
    // Node has already parsed these bytes, which may end a request or begin one
    socket.on('data', (bytes: Buffer) => {
      const request = begun.get(socket)
      if (request?.complete !== true) return begin()
      begun.delete(socket)
      stop()
      if (beginsAnother(request, bytes)) begin()
    })
    socket.once('close', stop)
  })
}
