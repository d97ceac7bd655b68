import { Agent, request } from 'node:http'
import { cookieHeader } from '../../ownership/owner-address.ts'
import { toExchange, type Exchange, type Send } from '../http-exchange.ts'

/** The owner keeps idle connections for a minute. */
const keepAliveMs = 50_000

export interface KeptConnection {
  readonly send: Send
  close(): void
}

/** Makes exchanges over one open connection, which doesn't keep the process alive while idle. */
export function keepConnection(): KeptConnection {
  const agent = new Agent({
    keepAlive: true,
    keepAliveMsecs: keepAliveMs,
    timeout: keepAliveMs,
    maxFreeSockets: 1,
  })
  const send: Send = ({ socketPath, cookie }, { method, target, body, client, timeoutMs }) =>
    new Promise<Exchange>((resolve) => {
      let sent = false
      const headers = {
        'user-agent': client,
        ...cookieHeader(cookie),
        ...(body !== null && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
      }
      const asked = request(
        { agent, socketPath, method, path: target, headers, timeout: timeoutMs },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', () => resolve({ kind: 'busy', sent: true }))
          response.on('end', () =>
            resolve({
              kind: 'answered',
              answer: { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') },
            }),
          )
        },
      )
      asked.on('finish', () => (sent = true))
      asked.on('timeout', () => {
        resolve({ kind: 'failed', why: `it did not answer within ${timeoutMs / 1000} seconds` })
        asked.destroy()
      })
      // if the owner closed the connection while it was idle, it never got the request
      asked.on('error', (error) => resolve(toExchange(error, sent && !asked.reusedSocket)))
      asked.end(body ?? undefined)
    })
  return { send, close: () => agent.destroy() }
}
