import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** From so many connections on, those that ask nothing must go. */
const idleCap = 256

/** More are never served at once, whatever they ask. */
const hardCap = 1024

export interface ConnectionCap {
  /** The connection has a complete request now, and is left alone until its answer is out. */
  asks(socket: Socket): void
  answered(socket: Socket): void
}

/** Closes the oldest connection without a complete request when there are too many. */
export function capConnections(server: Server): ConnectionCap {
  // in the order in which they came
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
