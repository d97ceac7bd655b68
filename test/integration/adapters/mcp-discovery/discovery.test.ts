import { describe, expect, it, onTestFinished } from 'vitest'
import { mcpFaults } from '../../../../local-atlassian/mcp-faults.ts'
import type { AccountForm } from '../../../../src/shared/account.ts'
import type { Manners } from '../../../support/mcp-resource/protected-server.ts'
import { startOddServer } from '../../../support/mcp-resource/odd-server.ts'
import { startEverythingServer } from '../../../support/mcp/everything-server.ts'
import { discovery, settled, startMcpHarness, type McpHarness } from './mcp-harness.ts'

describe('discovery', () => {
  it('finds everything from just the URL of the server', async () => {
    const { authorization, server } = await startMcpHarness()
    expect(await discovery.discover(server.url)).toEqual({
      url: server.url,
      resource: server.url,
      issuer: authorization.url,
      needsTrust: false,
      announcesPkce: true,
      tokenAuth: expect.any(String) as string,
      takesPublicClients: true,
      takesClientUrls: false,
      authorizeUrl: `${authorization.url}/authorize`,
      tokenUrl: `${authorization.url}/token`,
      registrationUrl: `${authorization.url}/register`,
      sendsIssuer: true,
      scopes: ['mcp:tools', 'offline_access'],
      redirectUri: 'http://localhost:8080/callback/127.0.0.1',
    })
  })

  const finds: [string, (harness: McpHarness) => void, object][] = [
    [
      'metadata at the well-known URL when the server doesn’t say where it is',
      ({ server }) => (server.manners.namesMetadata = false),
      {},
    ],
    [
      'the scopes the server asks for, rather than all it supports',
      ({ server }) => (server.manners.challengeScope = 'mcp:tools mcp:more'),
      { scopes: ['mcp:tools', 'mcp:more', 'offline_access'] },
    ],
    [
      'a resource that covers the whole server',
      ({ server }) => (server.manners.metadata!['resource'] = new URL(server.url).origin),
      {},
    ],
    [
      'OpenID Connect’s metadata, where there is no other',
      ({ authorization }) => authorization.setFault(...mcpFaults.noOauthMetadata),
      {},
    ],
    [
      'that no app may register itself',
      ({ authorization }) => authorization.setFault(...mcpFaults.noRegistration),
      { registrationUrl: null },
    ],
  ]

  it.each(finds)('finds %s', async (_what, arrange, expected) => {
    const harness = await startMcpHarness()
    arrange(harness)
    expect(await discovery.discover(harness.server.url)).toMatchObject({
      issuer: harness.authorization.url,
      ...expected,
    })
  })

  it('returns URLs as they are understood, so that what is shown is what is used', async () => {
    const server = await startOddServer()
    onTestFinished(() => server.close())
    const metadata = {
      token_endpoint: 'https://аpple.com/token',
      registration_endpoint: `${server.origin}/ä`,
    }
    server.answerWith({ metadata })
    expect(await discovery.discover(server.url)).toMatchObject({
      tokenUrl: 'https://xn--pple-43d.com/token',
      registrationUrl: `${server.origin}/%C3%A4`,
    })
  })

  it('treats an older server without metadata as its own authorization server', async () => {
    const { authorization } = await startMcpHarness()
    expect(await discovery.discover(`${authorization.url}/mcp`)).toMatchObject({
      resource: null,
      issuer: authorization.url,
    })
  })

  const manners =
    (change: Partial<Manners>) =>
    ({ server }: McpHarness) =>
      Object.assign(server.manners, change)
  const metadata =
    (change: object) =>
    ({ server }: McpHarness) =>
      Object.assign(server.manners.metadata!, change)
  const fault =
    (name: keyof typeof mcpFaults) =>
    ({ authorization }: McpHarness) =>
      authorization.setFault(...mcpFaults[name])

  const refusals: [string, (harness: McpHarness) => void, object][] = [
    ['its metadata is missing', manners({ metadata: null }), { code: 'serverMetadataMissing' }],
    [
      'the metadata of its authorization server is missing',
      fault('missingMetadata'),
      { code: 'serverMetadataMissing' },
    ],
    [
      'its metadata is for another server',
      metadata({ resource: 'https://other.example/mcp' }),
      { code: 'resourceMismatch' },
    ],
    [
      'its authorization server is not https',
      metadata({ authorization_servers: ['http://auth.example'] }),
      { code: 'endpointNotSafe', detail: 'authorization server: http://auth.example' },
    ],
    [
      'the authorize URL is not https',
      fault('httpAuthorizeUrl'),
      { code: 'endpointNotSafe', detail: 'authorize URL: http://auth.example/authorize' },
    ],
    [
      'the token URL is not https',
      fault('httpTokenUrl'),
      { code: 'endpointNotSafe', detail: 'token URL: http://auth.example/token' },
    ],
    ['the registration URL is not https', fault('httpRegistrationUrl'), { code: 'endpointNotSafe' }],
    ['the authorization server doesn’t support S256', fault('noPkce'), { code: 'pkceNotSupported' }],
    [
      'the authorization server fails',
      ({ authorization }) =>
        authorization.setFault(
          {
            on: '/.well-known/oauth-authorization-server',
            kind: 'serverError',
            status: 503,
          },
          { on: '/.well-known/openid-configuration', kind: 'serverError', status: 503 },
        ),
      { code: 'providerFailed' },
    ],
  ]

  it.each(refusals)('stops when %s', async (_what, arrange, expected) => {
    const harness = await startMcpHarness()
    arrange(harness)
    await expect(discovery.discover(harness.server.url)).rejects.toMatchObject(expected)
  })

  it.each<[string, keyof typeof mcpFaults, Partial<AccountForm>, string]>([
    ['an issuer of another origin', 'wrongIssuer', {}, 'issuerMismatch'],
    ['a server that doesn’t mention PKCE', 'pkceNotSaid', {}, 'pkceNotSupported'],
  ])('does not register at %s by itself', async (_what, name, change, code) => {
    const harness = await startMcpHarness()
    harness.authorization.setFault(...mcpFaults[name])
    await expect(settled(harness.server.url, change)).rejects.toMatchObject({ code })
    expect(harness.authorization.counts().requests['POST /register']).toBeUndefined()
  })

  it('reports that a server open to everyone needs no sign-in', async () => {
    const everything = await startEverythingServer()
    try {
      const { server } = await startMcpHarness({}, everything.port)
      Object.assign(server.manners, { isOpen: true, metadata: null })
      await expect(discovery.discover(server.url)).rejects.toMatchObject({ code: 'signInNotNeeded' })
    } finally {
      await everything.stop()
    }
  })

  it('reports that nothing is listening', async () => {
    await expect(discovery.discover('http://127.0.0.1:9/mcp')).rejects.toMatchObject({ code: 'offline' })
  })
})

describe('registration', () => {
  it('returns a client ID and no secret', async () => {
    const { authorization, server } = await startMcpHarness()
    const found = await discovery.discover(server.url)
    const { redirectUri, scopes } = found
    const client = await discovery.register(found, { redirectUri, scopes })
    expect(client).toMatchObject({
      clientId: expect.stringMatching(/./) as string,
      clientSecret: null,
      registration: { redirectUri, scopes, secretExpiresAtMs: null },
    })
    expect(authorization.counts().requests['POST /register']).toBe(1)
  })

  it('is not attempted when a client ID was entered', async () => {
    const { authorization, server } = await startMcpHarness()
    const account = await settled(server.url, { clientId: authorization.clientId })
    expect(account.clientId).toBe(authorization.clientId)
    expect(authorization.counts().requests['POST /register']).toBeUndefined()
  })

  it.each([
    [
      'refuses',
      mcpFaults.registrationRefused,
      { code: 'registrationRefused', detail: 'access_denied, HTTP 403' },
    ],
    ['does not offer it', mcpFaults.noRegistration, { code: 'registrationNotOffered' }],
    [
      'answers with nonsense',
      [{ on: '/register' as const, kind: 'html' as const, status: 201 }],
      { code: 'registrationRefused' },
    ],
    [
      'registers another kind of client',
      [
        {
          on: '/register' as const,
          kind: 'answer' as const,
          status: 201,
          body: {
            client_id: 'x',
            client_secret: 'y',
            client_secret_expires_at: 0,
            token_endpoint_auth_method: 'private_key_jwt',
          },
        },
      ],
      { code: 'registrationRefused' },
    ],
  ])('says so when the server %s', async (_what, faults, expected) => {
    const { authorization, server } = await startMcpHarness()
    authorization.setFault(...faults)
    await expect(settled(server.url)).rejects.toMatchObject(expected)
  })
})
