import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Secret } from './leak-search.ts'

/**
 * Sits in front of a token endpoint and records every secret that passes. It also leaks on purpose: every refusal returns
 * everything that was sent, in the error description.
 */
export interface TokenEndpointTap {
  readonly url: string
  /** Each one once, in the order they passed. */
  secrets(): readonly Secret[]
  close(): Promise<void>
}

const secretFields = ['client_secret', 'code', 'code_verifier', 'refresh_token', 'access_token']

async function readText(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function answeredFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Starts one on 127.0.0.1 that forwards everything to this token URL. */
export async function tapTokenEndpoint(tokenUrl: string): Promise<TokenEndpointTap> {
  const seen = new Map<string, Secret>()
  const note = (fields: Readonly<Record<string, unknown>>) => {
    for (const name of secretFields) {
      const value = fields[name]
      if (typeof value !== 'string' || seen.has(value)) continue
      seen.set(value, { name: `${name} ${seen.size + 1}`, value })
    }
  }
  // a request may already be on its way when a server closes an idle connection
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const pass = async (): Promise<void> => {
      const body = await readText(request)
      note(Object.fromEntries(new URLSearchParams(body)))
      const answer = await fetch(tokenUrl, {
        method: request.method ?? 'POST',
        headers: { 'content-type': request.headers['content-type'] ?? '' },
        body,
      })
      const text = await answer.text()
      const fields = answeredFields(text)
      note(fields)
      const gossip = JSON.stringify({ ...fields, error_description: body })
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      })
      response.end(answer.ok || fields['error'] === undefined ? text : gossip)
    }
    // the provider closed the connection, so close this one too
    pass().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/oauth/token`,
    secrets: () => [...seen.values()],
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
