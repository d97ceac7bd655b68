import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { askOwner, type ConnectionOptions } from '../../../src/client/ask-owner.ts'

/** What the server answers in addition to the usual, or instead of it. */
export interface OddAnswers {
  /** In the metadata of the resource. RFC 9728. */
  readonly resource?: Readonly<Record<string, unknown>>
  /** In the metadata of the authorization server. RFC 8414. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** When a client registers. RFC 7591. */
  readonly registration?: Readonly<Record<string, unknown>>
  /** The URL that its 401 names for the resource's metadata. */
  readonly metadataUrl?: string
}

/** An MCP server and its authorization server in one, with answers that a test chooses. */
export interface OddServer {
  readonly url: string
  readonly origin: string
  /** The requested paths. */
  readonly asked: string[]
  answerWith(answers: OddAnswers): void
  close(): Promise<void>
}

function send(response: ServerResponse, status: number, value: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

export async function startOddServer(): Promise<OddServer> {
  let answers: OddAnswers = {}
  let count = 0
  const asked: string[] = []
  // a request may already be on its way when a server closes an idle connection
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    incoming.resume()
    incoming.on('end', () => answer(incoming.url ?? '/', incoming.headers.authorization, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `${origin}/mcp`

  function answer(target: string, authorization: string | undefined, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(target, origin)
    asked.push(target)
    const resourcePlace = `${origin}/.well-known/oauth-protected-resource/mcp`
    if (pathname === '/mcp' && authorization === undefined) {
      const challenge = `Bearer resource_metadata="${answers.metadataUrl ?? resourcePlace}"`
      return send(response, 401, { error: 'invalid_token' }, { 'www-authenticate': challenge })
    }
    if (pathname === '/mcp') {
      const serverInfo = { name: 'odd', version: '1' }
      const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo }
      return send(response, 200, { jsonrpc: '2.0', id: 1, result })
    }
    if (pathname.startsWith('/.well-known/oauth-protected-resource'))
      return send(response, 200, { resource: url, authorization_servers: [origin], ...answers.resource })
    if (pathname.startsWith('/.well-known/')) {
      return send(response, 200, {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        code_challenge_methods_supported: ['S256'],
        response_types_supported: ['code'],
        ...answers.metadata,
      })
    }
    if (pathname === '/register') {
      const usual = { client_id: 'registered', token_endpoint_auth_method: 'none', redirect_uris: [] }
      return send(response, 201, { ...usual, ...answers.registration })
    }
    if (pathname === '/authorize') {
      const location = new URL(searchParams.get('redirect_uri') ?? '')
      location.searchParams.set('state', searchParams.get('state') ?? '')
      location.searchParams.set('code', 'a-code')
      return void response.writeHead(302, { location: location.href }).end()
    }
    if (pathname !== '/token') return send(response, 404, {})
    count += 1
    const tokens = { access_token: `access-token-${count}`, refresh_token: `refresh-token-${count}` }
    send(response, 200, { ...tokens, token_type: 'Bearer', expires_in: 3600 })
  }

  return {
    url,
    origin,
    asked,
    answerWith: (next) => void (answers = next),
    close: async () => {
      server.closeAllConnections()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

/** Signs in at such a server, whose page redirects back immediately. Rejects with an `OwnerError`. */
export async function signInAtOddServer(environment: NodeJS.ProcessEnv, account: string): Promise<void> {
  const connection: ConnectionOptions = { environment, client: 'test' }
  const { url } = await askOwner(connection, 'signIn', { account, surface: 'manual' })
  const answer = await fetch(url!, { redirect: 'manual' })
  await askOwner(connection, 'finishSignIn', { redirectedTo: answer.headers.get('location')! })
}
