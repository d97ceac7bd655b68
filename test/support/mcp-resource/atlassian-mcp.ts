import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** The origins that take part. */
export interface AtlassianOrigins {
  /** `https://mcp.atlassian.com` */
  readonly server: string
  /** Where the tenants of `/v1/mcp/authv2` sign in. */
  readonly auth: string
  /** The issuer that `/v1/mcp` names. */
  readonly other: string
}

/** A stand-in for Atlassian's MCP server and its sign-in, as people measured them (crush #3419, opencode #39332). */
export interface AtlassianMcp {
  /** Answers for all origins. */
  readonly answer: RequestListener
  /** Consents on the sign-in page at this URL. Returns the callback. */
  consent(page: string): string
  /** The resources that tokens were requested for; null: none was named. */
  readonly resources: (string | null)[]
}

const tenant = '/Tenant33CharactersLong'
const tools = ['getJiraIssue', 'searchJiraIssuesUsingJql', 'getConfluencePage']

interface Answer {
  readonly status?: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of incoming) text += String(chunk)
  return text
}

function answerMessage(text: string): Answer {
  const { id, method } = JSON.parse(text) as { id?: number; method: string }
  if (id === undefined) return { status: 202 }
  const serverInfo = { name: 'atlassian-mcp-server', version: '1' }
  const results: Record<string, object> = {
    initialize: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo },
    'tools/list': { tools: tools.map((name) => ({ name, inputSchema: { type: 'object' } })) },
  }
  return { body: { jsonrpc: '2.0', id, result: results[method] ?? {} } }
}

/** Both sign-ins: clients that registered, codes with their PKCE challenge, and rotating refresh tokens. */
function createSignIns(resources: (string | null)[]) {
  const clients = new Set<string>()
  const codes = new Map<string, { readonly challenge: string; readonly issuer: string }>()
  const refreshTokens = new Map<string, string>()
  const issuerOf = new Map<string, string>()

  const grant = (issuer: string): Answer => {
    const [accessToken, refreshToken] = [randomUUID(), randomUUID()]
    issuerOf.set(accessToken, issuer)
    refreshTokens.set(refreshToken, issuer)
    const tokens = { access_token: accessToken, refresh_token: refreshToken }
    return { body: { ...tokens, token_type: 'Bearer', expires_in: 3600, scope: 'read:jira-work' } }
  }

  return {
    issuerOf,
    register: (text: string): Answer => {
      const asked = JSON.parse(text) as Record<string, unknown>
      const clientId = randomUUID()
      clients.add(clientId)
      return { status: 201, body: { ...asked, client_id: clientId } }
    },
    consent: (page: string, issuer: string): string => {
      const { searchParams: query } = new URL(page)
      if (!clients.has(query.get('client_id') ?? '')) throw new Error('the client is unknown')
      const code = randomUUID()
      codes.set(code, { challenge: query.get('code_challenge') ?? '', issuer })
      const callback = new URL(query.get('redirect_uri') ?? '')
      const answer = { code, state: query.get('state') ?? '', iss: issuer }
      for (const [name, value] of Object.entries(answer)) callback.searchParams.set(name, value)
      return callback.href
    },
    token: (text: string): Answer => {
      const form = new URLSearchParams(text)
      const refused = { status: 403, body: { error: 'invalid_grant' } }
      if (!clients.has(form.get('client_id') ?? '')) return { status: 401, body: { error: 'invalid_client' } }
      resources.push(form.get('resource'))
      const [spent, code] = [form.get('refresh_token') ?? '', form.get('code') ?? '']
      const issuer = refreshTokens.get(spent)
      if (issuer !== undefined && refreshTokens.delete(spent)) return grant(issuer)
      const begun = codes.get(code)
      const verifier = form.get('code_verifier') ?? ''
      const isSame = begun?.challenge === createHash('sha256').update(verifier).digest('base64url')
      return begun !== undefined && isSame && codes.delete(code) ? grant(begun.issuer) : refused
    },
  }
}

const supported = {
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  code_challenge_methods_supported: ['plain', 'S256'],
  authorization_response_iss_parameter_supported: true,
}

export function createAtlassianMcp({ server, auth, other }: AtlassianOrigins): AtlassianMcp {
  const resources: (string | null)[] = []
  const signIns = createSignIns(resources)
  const newer = `${server}/v1/mcp/authv2`
  const wellKnown = '/.well-known/oauth-protected-resource/v1/mcp/authv2'

  /** What each URL serves to everyone. */
  const documents: Readonly<Record<string, object>> = {
    [wellKnown]: { resource: newer, authorization_servers: [auth + tenant] },
    // without the tenant's path
    [`/.well-known/oauth-authorization-server${tenant}`]: {
      issuer: auth,
      authorization_endpoint: `${auth}/authorize`,
      token_endpoint: `${auth}/token`,
      registration_endpoint: `${auth}/register`,
      ...supported,
    },
    '/.well-known/oauth-authorization-server': {
      issuer: other,
      authorization_endpoint: `${server}/v1/authorize`,
      token_endpoint: `${other}/v1/token`,
      registration_endpoint: `${other}/v1/register`,
      ...supported,
    },
  }
  const servers: Readonly<Record<string, { readonly issuer: string; readonly challenge: string }>> = {
    '/v1/mcp/authv2': {
      issuer: auth,
      challenge: `Bearer resource_metadata="${server}${wellKnown}", error="invalid_token"`,
    },
    '/v1/mcp': {
      issuer: other,
      challenge:
        'Bearer realm="OAuth", error="invalid_token", error_description="Missing or invalid access token"',
    },
  }
  const consent = (page: string) =>
    signIns.consent(page, new URL(page).pathname.startsWith('/v1/') ? other : auth)

  async function toAnswer(incoming: IncomingMessage): Promise<Answer> {
    const { pathname } = new URL(incoming.url ?? '/', server)
    const text = await readBody(incoming)
    const document = documents[pathname]
    if (document !== undefined) return { body: document }
    if (pathname.endsWith('/register')) return signIns.register(text)
    if (pathname.endsWith('/token')) return signIns.token(text)
    if (pathname.endsWith('/authorize'))
      return { status: 302, headers: { location: consent(new URL(incoming.url ?? '', server).href) } }
    const mcp = servers[pathname]
    if (mcp === undefined) return { status: 404, body: { error: 'not found' } }
    const token = incoming.headers.authorization?.replace('Bearer ', '') ?? ''
    if (signIns.issuerOf.get(token) !== mcp.issuer)
      return { status: 401, body: { error: 'invalid_token' }, headers: { 'www-authenticate': mcp.challenge } }
    return incoming.method === 'POST' ? answerMessage(text) : { status: 405 }
  }

  return {
    consent,
    resources,
    answer: (incoming: IncomingMessage, outgoing: ServerResponse) =>
      void toAnswer(incoming).then(({ status = 200, body, headers = {} }) => {
        outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
        outgoing.end(body === undefined ? '' : JSON.stringify(body))
      }),
  }
}
