import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** With this many connections, idle ones are closed. */
const idleCap = 256

/** Never more connections than this. */
const hardCap = 1024

export interface ConnectionCap {
  /** The connection has a complete request, so it stays open until it is answered. */
  asks(socket: Socket): void
  answered(socket: Socket): void
}

/** When there are too many connections, closes the oldest one without a complete request. */
export function capConnections(server: Server): ConnectionCap {
  // in order of arrival
  const connections = new Map<Socket, { asking: boolean }>()

  server.on('connection', (socket) => {
    if (connections.size >= idleCap) {
      const idle = [...connections].find(([, { asking }]) => !asking)?.[0]
      if (idle !== undefined) {
        connections.delete(idle)
        idle.destroy()
      } else if (connections.size >= hardCap) {
        socket.destroy()
        return
      }
    }
    connections.set(socket, { asking: false })
    socket.once('close', () => connections.delete(socket))
  })

  const mark = (socket: Socket, asking: boolean) => {
    if (connections.has(socket)) connections.set(socket, { asking })
  }
  return { asks: (socket) => mark(socket, true), answered: (socket) => mark(socket, false) }
}
