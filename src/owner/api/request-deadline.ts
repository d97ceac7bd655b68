import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

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
    socket.on('data', () => {
      if (begun.get(socket)?.complete !== true) return begin()
      begun.delete(socket)
      stop()
    })
    socket.once('close', stop)
  })
}
