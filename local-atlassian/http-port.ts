import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A port on 127.0.0.1 that can be closed and opened again. */
export interface HttpPort {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  origin: string
  answerWith: (listener: RequestListener) => void
  /** Closes the port and cuts every connection. */
  close: () => Promise<void>
  /** Opens the same port again. */
  reopen: () => Promise<void>
}

/**
 * Listens; 0 takes a free port.
 * @throws the system's error (EADDRINUSE and the like) when the port cannot be had.
 */
export async function openHttpPort(wanted: number): Promise<HttpPort> {
  const server = createServer()
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(wanted)
  const { port } = server.address() as AddressInfo

  return {
    origin: `http://127.0.0.1:${port}`,
    answerWith: (listener) => {
      server.removeAllListeners('request').on('request', listener)
    },
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    reopen: async () => {
      if (!server.listening) await listen(port)
    },
  }
}
