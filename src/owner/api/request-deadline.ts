import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Calls back for each connection on which a request stays incomplete for so long; one that has not sent anything yet
 * counts as well. Node's own limits would look at all connections twice a second, also when there is none.
 */
export function limitIncompleteRequests(
  server: Server,
  timeoutMs: number,
  onLate: (socket: Socket) => void,
): void {
  /** The newest request of each connection, while it may be incomplete. */
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
    // called after Node has read these bytes, which may have been the end of a request or the beginning of one
    socket.on('data', () => {
      if (begun.get(socket)?.complete !== true) return begin()
      begun.delete(socket)
      stop()
    })
    socket.once('close', stop)
  })
}
