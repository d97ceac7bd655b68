import { once } from 'node:events'
import { createServer, request, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { ServerCertificate } from './certificates.ts'

/** A host that only the proxy reaches. */
export interface HiddenHost {
  /** What the proxy presents as this host's certificate. */
  readonly certificate: ServerCertificate
  readonly answer: RequestListener
}

export interface CorporateProxy {
  readonly url: string
  /** The targets that clients asked for: `host:port`. */
  readonly asked: string[]
  close(): Promise<void>
}

/** Passes requests on to a server on this computer. */
export function forwardTo(port: number): RequestListener {
  return (incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const onward = request({ port, host: '127.0.0.1', method, path, headers, agent: false })
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      outgoing.flushHeaders()
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }
}

/**
 * A proxy that reaches only these hosts, and reads what is sent to them: it answers in their place.
 *
 * @param password `user:password` that it wants
 */
export async function startCorporateProxy(
  hosts: Readonly<Record<string, HiddenHost>>,
  password: string | null = null,
): Promise<CorporateProxy> {
  const servers = new Map<string, Server>(
    Object.entries(hosts).map(([host, { certificate, answer }]) => [
      host,
      createTlsServer(certificate, answer),
    ]),
  )
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const wanted = password === null ? null : `Basic ${Buffer.from(password).toString('base64')}`
  const proxy = createServer((_request, response) => response.writeHead(501).end())
  proxy.on('connect', ({ url: target = '', headers }, socket: Socket, head: Buffer) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    asked.push(target)
    if (wanted !== null && headers['proxy-authorization'] !== wanted)
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n')
    const server = servers.get(target.replace(/:443$/, ''))
    if (server === undefined) return socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    server.emit('connection', socket)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      const closed = once(proxy, 'close')
      proxy.close()
      proxy.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
