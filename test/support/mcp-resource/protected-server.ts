import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'

/** How the server describes itself. */
export interface Manners {
  /** Whether its 401 says where its metadata is; false: it doesn't, so the well-known URL counts. */
  namesMetadata: boolean
  /** The scopes in its 401; null: none. */
  challengeScope: string | null
  /** Its metadata; null: there is none. */
  metadata: Record<string, unknown> | null
  /** Lets everyone in. */
  isOpen: boolean
}

/** An MCP server that only accepts tokens issued for it, and says where to get one (RFC 9728). */
export interface ProtectedServer {
  readonly url: string
  readonly manners: Manners
  /** The tokens received, valid or not, without consecutive repeats. */
  readonly tokens: string[]
  close(): Promise<void>
}

const wellKnown = '/.well-known/oauth-protected-resource'

/** A reverse proxy for an MCP server on this port; `authorizationServer` decides which tokens are valid. */
export async function startProtectedServer(
  port: number,
  authorizationServer: LocalAtlassian,
): Promise<ProtectedServer> {
  const tokens: string[] = []
  // a request may already be on its way when a server closes an idle connection
  const server = createServer(
    { keepAliveTimeout: 0 },
    (incoming, outgoing) => void answer(incoming, outgoing),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `${origin}/mcp`
  const manners: Manners = {
    namesMetadata: true,
    challengeScope: null,
    isOpen: false,
    metadata: {
      resource: url,
      authorization_servers: [authorizationServer.url],
      scopes_supported: ['mcp:tools'],
      bearer_methods_supported: ['header'],
    },
  }

  const challenge = (): string =>
    [
      'Bearer error="invalid_token"',
      ...(manners.namesMetadata ? [`resource_metadata="${origin}${wellKnown}/mcp"`] : []),
      ...(manners.challengeScope === null ? [] : [`scope="${manners.challengeScope}"`]),
    ].join(', ')

  const isGood = async ({ headers }: IncomingMessage): Promise<boolean> => {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (token === undefined) return manners.isOpen
    if (tokens.at(-1) !== token) tokens.push(token)
    const { active, audience } = await authorizationServer.introspect(token)
    return active && audience === url
  }

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url: path, headers } = incoming
    // a kept connection may be one that the server behind is just closing
    const onward = request({
      port,
      method,
      path,
      headers: { ...headers, host: `127.0.0.1:${port}` },
      agent: false,
    })
    onward.on('response', (given) => {
      outgoing.writeHead(given.statusCode ?? 502, given.headers)
      outgoing.flushHeaders()
      given.pipe(outgoing)
      given.on('error', () => outgoing.destroy())
    })
    onward.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()))
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      incoming.resume()
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    }
    if (incoming.url?.startsWith(wellKnown) === true) {
      const isThere = manners.metadata !== null && incoming.url === `${wellKnown}/mcp`
      return isThere ? json(200, manners.metadata) : json(404, { error: 'not found' })
    }
    if (incoming.url?.startsWith('/mcp') !== true) return json(404, { error: 'not found' })
    if (await isGood(incoming)) return pass(incoming, outgoing)
    return json(401, { error: 'invalid_token' }, { 'www-authenticate': challenge() })
  }

  return {
    url,
    manners,
    tokens,
    close: async () => {
      server.closeAllConnections()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
