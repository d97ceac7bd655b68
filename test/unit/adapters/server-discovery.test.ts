import { describe, expect, it } from 'vitest'
import { createServerDiscovery } from '../../../src/adapters/mcp-discovery/server-discovery.ts'
import type { FetchLike } from '../../../src/adapters/http/limited-fetch.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { discoveredServer } from '../../support/fakes/fake-discovery.ts'

const url = 'https://mcp.example.com/v1/mcp'
const origin = 'https://mcp.example.com'

type Answers = Readonly<Record<string, object | number | 'down'>>

/** Answers these URLs with JSON, a status, or not at all; any other with 404. */
const serve =
  (answers: Answers, challenge = 'Bearer'): FetchLike =>
  async (requested) => {
    if (requested === url)
      return new Response('', { status: 401, headers: { 'www-authenticate': challenge } })
    const answer = answers[requested] ?? 404
    if (answer === 'down') throw new AppError('offline')
    return typeof answer === 'number' ? new Response('', { status: answer }) : Response.json(answer)
  }

const metadata = (issuer: string, change: object = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  registration_endpoint: `${issuer}/register`,
  code_challenge_methods_supported: ['S256'],
  ...change,
})

const resourceUrl = `${origin}/.well-known/oauth-protected-resource/v1/mcp`
const wellKnown = '.well-known/oauth-authorization-server'
const resource = (...servers: unknown[]) => ({
  [resourceUrl]: { resource: url, authorization_servers: servers },
})
const discover = (answers: Answers, challenge?: string) =>
  createServerDiscovery(serve(answers, challenge)).discover(url)

describe('an issuer', () => {
  const auth = 'https://auth.example.com'
  const at = (place: string, server: object) => {
    const { origin: host, pathname } = new URL(place.replace(/\/$/, ''))
    return { ...resource(place), [`${host}/${wellKnown}${pathname === '/' ? '' : pathname}`]: server }
  }

  it.each<[string, Answers, string]>([
    ['is the one that was named', at(auth, metadata(auth)), auth],
    ['has a slash at its end', at(auth, metadata(auth, { issuer: `${auth}/` })), `${auth}/`],
    ['lacks the slash at its end', at(`${auth}/t/`, metadata(`${auth}/t`)), `${auth}/t`],
    ['lacks the path of a tenant', at(`${auth}/tenant`, metadata(auth)), auth],
    ['lacks a part of the path', at(`${auth}/a/b`, metadata(`${auth}/a`)), `${auth}/a`],
  ])('is accepted to the letter when it %s', async (_what, answers, issuer) => {
    expect(await discover(answers)).toMatchObject({ issuer, needsTrust: false })
  })

  const elsewhere = 'https://elsewhere.example'
  it.each<[string, Answers]>([
    ['is on another origin', at(auth, metadata(elsewhere))],
    ['is on another port', at(auth, metadata(`${auth}:8443`))],
    [
      'lacks a path, while its token URL is elsewhere',
      at(`${auth}/t`, metadata(auth, { token_endpoint: `${elsewhere}/t` })),
    ],
    [
      'lacks a path, while it registers elsewhere',
      at(`${auth}/t`, metadata(auth, { registration_endpoint: `${elsewhere}/t` })),
    ],
    ['has another path', at(`${auth}/tenant`, metadata(`${auth}/other`))],
    ['has the beginning of a path', at(`${auth}/tenant`, metadata(`${auth}/ten`))],
    ['has a longer path', at(auth, metadata(`${auth}/tenant`))],
    [
      'is Atlassian’s, at the server’s own origin',
      { [`${origin}/${wellKnown}`]: metadata('https://cf.mcp.example.com') },
    ],
  ])('needs the user’s trust when it %s', async (_what, answers) => {
    expect(await discover(answers)).toMatchObject({ needsTrust: true })
  })
})

it.each<[string, Answers[string]]>([
  ['is down', 'down'],
  ['fails', 503],
  ['has no metadata', 404],
])('the next authorization server is used when one %s', async (_what, first) => {
  const [one, two] = ['https://one.example', 'https://two.example']
  const answers = { ...resource(one, two), [`${two}/${wellKnown}`]: metadata(two) }
  for (const path of [wellKnown, '.well-known/openid-configuration'])
    Object.assign(answers, { [`${one}/${path}`]: first })
  expect(await discover(answers)).toMatchObject({ issuer: two, needsTrust: false })
})

it('says why when the only authorization server is down', async () => {
  const one = 'https://one.example'
  const answers = {
    ...resource(one),
    [`${one}/${wellKnown}`]: 'down',
    [`${one}/.well-known/openid-configuration`]: 'down',
  } as const
  await expect(discover(answers)).rejects.toMatchObject({ code: 'offline' })
})

it.each([
  [true, true],
  [false, false],
  ['true', false],
  [undefined, false],
])('whether client ID metadata documents are read is taken from the metadata: %j', async (said, takes) => {
  const auth = 'https://auth.example.com'
  const change = { client_id_metadata_document_supported: said }
  const answers = { ...resource(auth), [`${auth}/${wellKnown}`]: metadata(auth, change) }
  expect(await discover(answers)).toMatchObject({ takesClientUrls: takes })
})

describe('a challenge', () => {
  const there = `${origin}/meta/here`
  const answers = {
    [there]: { resource: url, authorization_servers: ['https://auth.example.com'] },
    [`https://auth.example.com/${wellKnown}`]: metadata('https://auth.example.com'),
  }
  it.each([
    ['after Basic', `Basic realm="a, b", Bearer realm="OAuth", resource_metadata="${there}"`],
    ['after Negotiate', `Negotiate, Bearer resource_metadata="${there}"`],
    ['after Negotiate with its token', `Negotiate YIIabc==, Bearer resource_metadata="${there}"`],
    ['after DPoP', `DPoP algs="ES256 PS256", Bearer resource_metadata="${there}"`],
    ['before DPoP', `Bearer resource_metadata="${there}", DPoP algs="ES256"`],
    ['with blanks', `Bearer realm = "x" , resource_metadata = "${there}"`],
    ['in single quotes', `Bearer resource_metadata='${there}'`],
    ['in single quotes, with a comma', `Bearer realm='a, b', resource_metadata='${there}', error='x'`],
    ['without quotes', `Bearer resource_metadata=${there}`],
    ['without quotes, before others', `Bearer resource_metadata=${there}, error="invalid_token"`],
    ['in capitals', `BEARER Resource_Metadata="${there}"`],
    [
      'after escaped quotes',
      `Bearer error_description="say \\"hi, there\\", then = go", resource_metadata="${there}"`,
    ],
    ['without blanks', `Bearer error="invalid_token",resource_metadata="${there}"`],
    [
      'named twice, of which one is gone',
      `Bearer resource_metadata="${origin}/gone", resource_metadata="${there}"`,
    ],
    [
      'named twice, the second is gone',
      `Bearer resource_metadata="${there}", resource_metadata="${origin}/gone"`,
    ],
    ['in the second of two Bearer challenges', `Bearer realm="x", Bearer resource_metadata="${there}"`],
    ['as an absolute path', 'Bearer resource_metadata="/meta/here"'],
    ['as a relative path', 'Bearer resource_metadata=../meta/here'],
    ['after garbage', `;;=,"x Bearer, Bearer resource_metadata="${there}"`],
  ])('is understood %s', async (_what, challenge) => {
    expect(await discover(answers, challenge)).toMatchObject({ issuer: 'https://auth.example.com' })
  })

  it('names the scopes', async () => {
    const all = { ...answers, [resourceUrl]: answers[there] ?? 404 }
    expect(await discover(all, "Basic scope=no, Bearer scope='a b'")).toMatchObject({ scopes: ['a', 'b'] })
  })

  it('must not name metadata on this machine', async () => {
    const local = 'Bearer resource_metadata="http://127.0.0.1:8080/meta"'
    await expect(discover(answers, local)).rejects.toMatchObject({ code: 'endpointNotSafe' })
  })

  it('is read in no time, whatever it is', async () => {
    const long = `Bearer ${'a='.repeat(20_000)}"${'\\"'.repeat(20_000)}`
    const begun = performance.now()
    await expect(discover({}, long)).rejects.toMatchObject({ code: 'serverMetadataMissing' })
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})

describe('without offline_access', () => {
  const auth = 'https://auth.example.com'
  const authorizeUrl = async (scopes_supported: string[] | undefined) =>
    (await discover({ ...resource(auth), [`${auth}/${wellKnown}`]: metadata(auth, { scopes_supported }) }))
      .authorizeUrl

  it('an OpenID provider like Google is asked for a refresh token by parameters', async () => {
    expect(await authorizeUrl(['openid', 'email'])).toBe(
      `${auth}/authorize?access_type=offline&prompt=consent`,
    )
  })

  it.each([[['openid', 'offline_access']], [['mcp:tools']], [undefined]])(
    'others are not: %j',
    async (scopes) => {
      expect(await authorizeUrl(scopes)).toBe(`${auth}/authorize`)
    },
  )
})

describe('a registration', () => {
  const redirectUri = 'http://localhost:8080/callback/x'
  const sent: unknown[] = []
  const register = (
    answer: object,
    status: number,
    methods: Partial<ReturnType<typeof discoveredServer>>,
  ) => {
    const fetch: FetchLike = async (_url, init = {}) => {
      sent.push(JSON.parse(init.body as string))
      return Response.json(answer, { status })
    }
    const server = discoveredServer({ tokenAuth: 'client_secret_basic', ...methods })
    return createServerDiscovery(fetch).register(server, { redirectUri, scopes: ['a', 'b'] })
  }
  const secret = { client_id: 'id', client_secret: 'secret' }
  const post = { tokenAuth: 'client_secret_post', takesPublicClients: false } as const
  const basic = { tokenAuth: 'client_secret_basic', takesPublicClients: false } as const

  it.each<[string, object, number, object, object]>([
    ['answers 200', { client_id: 'id' }, 200, {}, { clientSecret: null }],
    ['answers 202', { client_id: 'id' }, 202, {}, { clientSecret: null }],
    ['gives null as secret', { client_id: 'id', client_secret: null }, 201, {}, { clientSecret: null }],
    ['gives an empty secret', { client_id: 'id', client_secret: '' }, 201, {}, { clientSecret: null }],
    ['gives a number as secret', { client_id: 'id', client_secret: 7 }, 201, {}, { clientSecret: null }],
    [
      'names a method without a secret',
      { client_id: 'id', token_endpoint_auth_method: 'client_secret_post' },
      201,
      {},
      { clientSecret: null },
    ],
    [
      'names no method, and takes post',
      secret,
      201,
      post,
      { clientSecret: 'secret', tokenAuth: 'client_secret_post' },
    ],
    [
      'names no method, and takes basic',
      secret,
      201,
      basic,
      { clientSecret: 'secret', tokenAuth: 'client_secret_basic' },
    ],
    [
      'names basic',
      { ...secret, token_endpoint_auth_method: 'client_secret_basic' },
      201,
      post,
      { tokenAuth: 'client_secret_basic' },
    ],
    [
      'names post',
      { ...secret, token_endpoint_auth_method: 'client_secret_post' },
      201,
      basic,
      { tokenAuth: 'client_secret_post' },
    ],
    [
      'names none, and takes it',
      { ...secret, token_endpoint_auth_method: 'none' },
      201,
      {},
      { clientSecret: null },
    ],
    [
      'repeats none, but does not take it',
      { ...secret, token_endpoint_auth_method: 'none' },
      201,
      post,
      { clientSecret: 'secret' },
    ],
    [
      'names an odd end',
      { ...secret, client_secret_expires_at: 'never' },
      201,
      {},
      { registration: { secretExpiresAtMs: null } },
    ],
    [
      'names no end',
      { ...secret, client_secret_expires_at: 0 },
      201,
      {},
      { registration: { secretExpiresAtMs: null } },
    ],
    [
      'names an end as text',
      { ...secret, client_secret_expires_at: '2000000000' },
      201,
      {},
      { registration: { secretExpiresAtMs: 2e12 } },
    ],
  ])('is understood when the server %s', async (_what, answer, status, methods, expected) => {
    expect(await register(answer, status, methods)).toMatchObject({ clientId: 'id', ...expected })
  })

  it.each<[string, object, number, object]>([
    ['wants another kind of client', { ...secret, token_endpoint_auth_method: 'private_key_jwt' }, 201, {}],
    ['gives no client ID', {}, 201, {}],
    ['gives a list', [], 201, {}],
    ['redirects', { client_id: 'id' }, 302, {}],
    ['refuses', { error: 'invalid_redirect_uri' }, 400, { detail: 'invalid_redirect_uri, HTTP 400' }],
    ['refuses in its own words', { error: 'a b c' }, 400, { detail: 'unusable response, HTTP 400' }],
  ])('is refused when the server %s', async (_what, answer, status, expected) => {
    await expect(register(answer, status, {})).rejects.toMatchObject({
      code: 'registrationRefused',
      ...expected,
    })
  })

  it('names the scopes to ask for, and a way to identify itself that the server takes', async () => {
    sent.length = 0
    for (const methods of [{}, post, basic]) await register({ client_id: 'id' }, 201, methods)
    const methods = ['none', 'client_secret_post', 'client_secret_basic']
    expect(sent).toMatchObject(methods.map((one) => ({ scope: 'a b', token_endpoint_auth_method: one })))
  })
})
