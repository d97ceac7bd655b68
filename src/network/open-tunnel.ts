import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Longer than any proxy takes to reach a server. */
const timeoutMs = 15_000

/** `Basic …` for the user and password in the proxy's URL: RFC 7617. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/**
 * A connection through the proxy to that host and port (CONNECT, RFC 9110 section 9.3.6). Rejects with an error that
 * `connectionProblem` understands.
 */
export async function openTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const { request } = proxy.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const target = `${host}:${port}`
  const headers = { host: target, ...authorization(proxy) }
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) => reject(new Error(why, { cause }))
    const { hostname, port: proxyPort, protocol } = proxy
    const asked = request({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxyPort || (protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
      timeout: timeoutMs,
    })
    asked.once('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        socket.setTimeout(0)
        return resolve(socket)
      }
      socket.destroy()
      fail(`Proxy response (${statusCode}) from ${proxy.host}`)
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    // an answer that is none to CONNECT
    asked.once('response', (answer: IncomingMessage) => {
      answer.destroy()
      fail(`Proxy response (${answer.statusCode ?? 0}) from ${proxy.host}`)
    })
    asked.once('error', (error) => fail(`ERR_PROXY_CONNECTION_FAILED: ${proxy.host}: ${error.message}`))
    asked.end()
  })
}
