import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { freePort } from './free-port.ts'

/** A port on 127.0.0.1 that can be closed and opened again. */
export interface HttpPort {
  /** Its origin, such as `http://127.0.0.1:40123`. */
  origin: string
  answerWith: (listener: RequestListener) => void
  /** Closes the port and cuts every connection. */
  close: () => Promise<void>
  /** Opens the same port again. */
  reopen: () => Promise<void>
}

/**
 * Listens on a port; 0 picks a free one.
 * @throws the system's error (such as EADDRINUSE) if the port can't be used.
 */
export async function openHttpPort(wanted: number): Promise<HttpPort> {
  // a request may already be on its way when a server closes an idle connection
  const server = createServer({ keepAliveTimeout: 0 })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(wanted === 0 ? await freePort() : wanted)
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
