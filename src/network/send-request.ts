import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connectionProblem } from '../shared/connection-problem.ts'
import type { SecureConnections, UpstreamNetwork } from './secure-connections.ts'

/** Longer than any server takes to say something. */
const silenceTimeoutMs = 60_000

/** Connections that were idle longer are not reused: the server may be closing them. */
const maxIdleMs = 4000

export interface OutgoingRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** null for none. */
  readonly body: Uint8Array | null
}

/** Sends requests to servers. */
export interface Sender {
  /**
   * Resolves with the answer, whose body has not been read. Follows no redirects. Rejects with an error that
   * `connectionProblem` understands, and with the code ETIMEDOUT when the server says nothing for a minute.
   */
  send(url: URL, request: OutgoingRequest): Promise<IncomingMessage>
  /** Closes every connection. */
  close(): void
}

type Begin = typeof httpRequest

function sendOnce(
  begin: Begin,
  agent: Agent,
  url: URL,
  { body, ...options }: OutgoingRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = begin(url, { ...options, agent, timeout: silenceTimeoutMs })
    request.on('response', resolve)
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    request.on('error', reject)
    request.end(body ?? undefined)
  })
}

/** Requests to any server, through the environment's proxy for it. They trust what the app trusts. */
export function createSender(network: UpstreamNetwork): Sender {
  const options = { keepAlive: true, timeout: maxIdleMs }
  const plain = new Agent(options)
  const secured = new Map<string, SecureConnections>()

  return {
    send: async (url, request) => {
      if (url.protocol !== 'https:') return sendOnce(httpRequest, plain, url, request)
      const { request: begin } = await import('node:https')
      const { createSecureConnections } = await import('./secure-connections.ts')
      const secure = secured.get(url.origin) ?? createSecureConnections(url, options, network)
      secured.set(url.origin, secure)
      const agent = secure.agent()
      try {
        return await sendOnce(begin, agent, url, request)
      } catch (error) {
        // it was not sent
        const isUnknown = connectionProblem(error) === 'certificateUntrusted'
        if (!isUnknown || !(await secure.widen(agent))) throw error
        return sendOnce(begin, secure.agent(), url, request)
      }
    },
    close: () => {
      for (const agent of [plain, ...[...secured.values()].map((secure) => secure.agent())]) agent.destroy()
    },
  }
}
