import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../local-atlassian/faults.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { type Clicks, walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'
import { allScopes, signIn, startedServer } from '../local-atlassian/local-app.ts'
import { eventually } from '../../support/eventually.ts'
import { accountAt, shortTimeoutClient, never, oauthClient } from './oauth-account.ts'

/** A server where someone is signed in, and their refresh token. */
async function signedIn(...faults: Fault[]): Promise<{ server: LocalAtlassian; token: string }> {
  const server = await startedServer()
  const { refresh_token: token } = await signIn(server)
  server.setFault(...faults)
  return { server, token }
}

function refresh(server: LocalAtlassian, token: string, signal = never) {
  return oauthClient.refresh(accountAt(server), server.clientSecret, token, signal)
}

/** Whether the refresh token is still unused. */
async function isUnspent(server: LocalAtlassian, token: string): Promise<boolean> {
  server.setLeeway(0)
  return (await server.introspect(token)).active
}

const transient = (code: string, maybeHonoured: boolean, retryAfterMs = 0) => ({
  kind: 'transient',
  code,
  maybeHonoured,
  retryAfterMs,
})

describe('a refresh that gets no good answer', () => {
  const cases: [string, Fault, object][] = [
    ['is cut off before the server does anything', { kind: 'dropBefore' }, transient('offline', true)],
    ['is cut off after the server honors it', { kind: 'dropAfterHonoured' }, transient('offline', true)],
    ['gets a 500', { kind: 'serverError' }, transient('providerFailed', true)],
    ['gets a 503', { kind: 'serverError', status: 503 }, transient('providerFailed', true)],
    [
      'gets a 500 after the server honors it',
      { kind: 'serverError', honoured: true },
      transient('providerFailed', true),
    ],
    ['gets the network’s login page', { kind: 'html' }, transient('badAnswer', true)],
    ['gets a gateway’s error page', { kind: 'html', status: 502 }, transient('providerFailed', true)],
    ['gets a firewall’s page', { kind: 'html', status: 403 }, transient('badAnswer', false)],
    ['gets half a JSON text', { kind: 'malformedJson' }, transient('badAnswer', true)],
    [
      'gets an answer without a token',
      { kind: 'missing', fields: ['access_token'] },
      transient('badAnswer', true),
    ],
    [
      'gets a token that isn’t a string',
      { kind: 'wrongType', fields: { access_token: 42 } },
      transient('badAnswer', true),
    ],
    [
      'gets JSON that isn’t an object',
      { kind: 'answer', status: 200, body: '[]' },
      transient('badAnswer', true),
    ],
    ['gets an empty answer', { kind: 'answer', status: 204, body: '' }, transient('badAnswer', true)],
    [
      'gets an endless answer',
      { kind: 'answer', status: 200, body: 'x'.repeat(1024 * 1024 + 1) },
      transient('badAnswer', true),
    ],
    [
      'gets an unknown status',
      { kind: 'answer', status: 418, body: { tea: true } },
      transient('badAnswer', false),
    ],
    [
      'is asked to retry in 7 s',
      { kind: 'rateLimited', retryAfterSec: 7 },
      transient('rateLimited', false, 7000),
    ],
    [
      'is asked to retry later',
      { kind: 'rateLimited', retryAfterAs: 'absent' },
      transient('rateLimited', false),
    ],
    [
      'is asked to retry in a year',
      { kind: 'rateLimited', retryAfterSec: 31_536_000 },
      transient('rateLimited', false, 60 * 60_000),
    ],
  ]

  it.each(cases)('is retried when it %s', async (_what, fault, outcome) => {
    const { server, token } = await signedIn(fault)
    expect(await refresh(server, token)).toMatchObject(outcome)
    expect(server.counts().refreshGrants.asked).toBe(1)
  })

  it('may have been honored when no answer comes in time', async () => {
    const { server, token } = await signedIn({ kind: 'hang' })
    const outcome = shortTimeoutClient.refresh(accountAt(server), server.clientSecret, token, never)
    expect(await outcome).toEqual(transient('timedOut', true))
  })

  it('is known not to have been honored when nothing is listening', async () => {
    const { server, token } = await signedIn()
    await server.pause()
    // the first attempt may still use the sign-in's connection, which was closed
    await eventually(() => refresh(server, token)).toEqual(transient('offline', false))
    await server.resume()
    expect(await isUnspent(server, token)).toBe(true)
  })

  it('is known not to have been honored when the host has no address', async () => {
    const { server, token } = await signedIn()
    const account = accountAt(server, { tokenUrl: 'http://nowhere.invalid/oauth/token' })
    expect(await oauthClient.refresh(account, server.clientSecret, token, never)).toEqual(
      transient('offline', false),
    )
  })

  it('understands a date as Retry-After', async () => {
    const { server, token } = await signedIn({ kind: 'rateLimited', retryAfterSec: 60, retryAfterAs: 'date' })
    const outcome = await refresh(server, token)
    expect(outcome).toMatchObject({ kind: 'transient', code: 'rateLimited', maybeHonoured: false })
    const { retryAfterMs } = outcome as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(1000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it('may have been honored when the caller stops waiting', async () => {
    const { server, token } = await signedIn({ kind: 'holdAfterHonoured' })
    const caller = new AbortController()
    const outcome = refresh(server, token, caller.signal)
    await server.whenHeld()
    caller.abort()
    expect(await outcome).toEqual(transient('interrupted', true))
  })

  it.each([302, 307])('never takes its secrets along a redirect (%i)', async (status) => {
    const { server, token } = await signedIn({
      kind: 'answer',
      status,
      body: '',
      headers: { location: '/elsewhere' },
    })
    expect(await refresh(server, token)).toMatchObject({ kind: 'transient' })
    expect(Object.keys(server.counts().requests).filter((path) => path.includes('elsewhere'))).toEqual([])
  })
})

describe('a refresh that is refused', () => {
  it('needs a new sign-in once the refresh token is dead, in both of Atlassian’s wordings', async () => {
    const { server, token } = await signedIn()
    server.revokeAll()
    for (const answer of ['invalidGrant', 'unauthorizedClient'] as const) {
      server.setDeadRefreshTokenAnswer(answer)
      expect(await refresh(server, token)).toMatchObject({
        kind: 'signInNeeded',
        code: 'refreshTokenRefused',
      })
    }
  })

  it('needs a new sign-in when the same refresh token is reused after the leeway', async () => {
    const { server, token } = await signedIn()
    expect(await refresh(server, token)).toMatchObject({ kind: 'granted' })
    expect(await refresh(server, token)).toMatchObject({ kind: 'granted' })
    server.setLeeway(0)
    expect(await refresh(server, token)).toMatchObject({ kind: 'signInNeeded', code: 'refreshTokenRefused' })
  })

  it('comes with the server’s own words', async () => {
    const body = { error: 'invalid_request', error_description: 'The app was\n disabled' }
    const { server, token } = await signedIn({ kind: 'answer', status: 400, body })
    expect(await refresh(server, token)).toEqual({
      kind: 'misconfigured',
      code: 'requestRefused',
      detail: 'HTTP 400, invalid_request: The app was  disabled',
    })
  })

  it('needs a new sign-in even if the server says so with 200, as GitHub does', async () => {
    const body = { error: 'bad_refresh_token', error_description: 'The refresh token passed is incorrect.' }
    const { server, token } = await signedIn({ kind: 'answer', status: 200, body })
    expect(await refresh(server, token)).toMatchObject({ kind: 'signInNeeded', code: 'refreshTokenRefused' })
  })

  it('blames a wrong client secret, not the sign-in', async () => {
    const { server, token } = await signedIn()
    const account = accountAt(server)
    const refused = { kind: 'misconfigured', code: 'clientSecretRefused' }
    expect(await oauthClient.refresh(account, 'wrong', token, never)).toMatchObject(refused)
    expect(await isUnspent(server, token)).toBe(true)
  })

  it('blames an unknown client ID, not the sign-in', async () => {
    const { server, token } = await signedIn()
    const account = accountAt(server, { clientId: 'nobody' })
    expect(await oauthClient.refresh(account, server.clientSecret, token, never)).toMatchObject({
      kind: 'misconfigured',
    })
  })
})

describe('a good answer to a refresh', () => {
  it('contains a new pair with its lifetime and scopes', async () => {
    const { server, token } = await signedIn()
    const outcome = await refresh(server, token)
    if (outcome.kind !== 'granted') throw new Error(outcome.kind)
    const { accessToken, refreshToken, lifetimeSec, scopes } = outcome.grant
    expect(await server.introspect(accessToken)).toMatchObject({ active: true, kind: 'access', newest: true })
    expect(await server.introspect(refreshToken!)).toMatchObject({
      active: true,
      kind: 'refresh',
      newest: true,
    })
    expect(lifetimeSec).toBe(3600)
    expect([...scopes!].sort()).toEqual(allScopes.split(' ').sort())
  })

  it('may contain tokens of 8 KB', async () => {
    const server = await startedServer({ accessTokenLength: 8192, refreshTokenLength: 8192 })
    const { refresh_token: token } = await signIn(server)
    const outcome = await refresh(server, token)
    expect(outcome).toMatchObject({ kind: 'granted' })
    expect(outcome.kind === 'granted' && outcome.grant.accessToken.length).toBe(8192)
  })

  const odd: [string, Fault, object][] = [
    ['token_type is missing', { kind: 'missing', fields: ['token_type'] }, {}],
    ['token_type is a number', { kind: 'wrongType', fields: { token_type: 7 } }, {}],
    ['token_type is unknown', { kind: 'wrongType', fields: { token_type: 'DPoP' } }, {}],
    ['expires_in is missing', { kind: 'missing', fields: ['expires_in'] }, { lifetimeSec: undefined }],
    ['expires_in is a string', { kind: 'wrongType', fields: { expires_in: '1800' } }, { lifetimeSec: 1800 }],
    ['expires_in is negative', { kind: 'wrongType', fields: { expires_in: -1 } }, { lifetimeSec: undefined }],
    ['expires_in is null', { kind: 'wrongType', fields: { expires_in: null } }, { lifetimeSec: undefined }],
    ['refresh_token is missing', { kind: 'missing', fields: ['refresh_token'] }, { refreshToken: undefined }],
    [
      'refresh_token is null',
      { kind: 'wrongType', fields: { refresh_token: null } },
      { refreshToken: undefined },
    ],
    [
      'refresh_token is empty',
      { kind: 'wrongType', fields: { refresh_token: '' } },
      { refreshToken: undefined },
    ],
    ['scope is missing', { kind: 'missing', fields: ['scope'] }, { scopes: undefined }],
    ['scope is a list', { kind: 'wrongType', fields: { scope: ['a', 'b'] } }, { scopes: ['a', 'b'] }],
    [
      'everything but the token is missing',
      { kind: 'missing', fields: ['refresh_token', 'expires_in', 'scope', 'token_type'] },
      { refreshToken: undefined, lifetimeSec: undefined, scopes: undefined },
    ],
  ]

  it.each(odd)('is kept when %s', async (_what, fault, expected) => {
    const { server, token } = await signedIn(fault)
    const outcome = await refresh(server, token)
    if (outcome.kind !== 'granted') throw new Error(`${outcome.kind}: ${outcome.code}`)
    expect(await server.introspect(outcome.grant.accessToken)).toMatchObject({ active: true, kind: 'access' })
    expect({ ...outcome.grant }).toEqual(expect.objectContaining(withoutUndefined(expected)))
    for (const [field, value] of Object.entries(expected))
      if (value === undefined) expect(outcome.grant).not.toHaveProperty(field)
  })
})

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

describe('a sign-in', () => {
  /** Clicks through the pages; `tamper` changes the redirect before the code is exchanged. */
  async function signInAt(
    server: LocalAtlassian,
    { clicks, tamper, secret }: { clicks?: Clicks; tamper?: (url: URL) => void; secret?: string } = {},
  ) {
    const account = accountAt(server)
    const request = await oauthClient.begin(account)
    const { url } = await walkThroughSignIn(request.url, clicks)
    tamper?.(url)
    return oauthClient.exchange(account, secret ?? server.clientSecret, url.href, request, never)
  }

  it('asks for the account’s scopes with PKCE, and a new state each time', async () => {
    const server = await startedServer()
    const [one, other] = [
      await oauthClient.begin(accountAt(server)),
      await oauthClient.begin(accountAt(server)),
    ]
    expect(Object.fromEntries(new URL(one.url).searchParams)).toEqual({
      audience: 'api.atlassian.com',
      client_id: server.clientId,
      scope: allScopes,
      redirect_uri: 'http://localhost:8080/callback',
      state: one.state,
      response_type: 'code',
      prompt: 'consent',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
    })
    expect(one.state).not.toBe(other.state)
    expect(one.codeVerifier).not.toBe(other.codeVerifier)
    expect(one.url).not.toContain(one.codeVerifier)
  })

  it('returns a pair', async () => {
    const server = await startedServer()
    const outcome = await signInAt(server)
    if (outcome.kind !== 'granted') throw new Error(outcome.code)
    expect(await server.introspect(outcome.grant.accessToken)).toMatchObject({ active: true, kind: 'access' })
    expect(await server.introspect(outcome.grant.refreshToken!)).toMatchObject({
      active: true,
      kind: 'refresh',
    })
  })

  it.each<[string, string, Parameters<typeof signInAt>[1]]>([
    ['consent was denied', 'consentDenied', { clicks: { decision: 'cancel' } }],
    ['the state is different', 'wrongState', { tamper: (url) => url.searchParams.set('state', 'x') }],
    ['the state is missing', 'wrongState', { tamper: (url) => url.searchParams.delete('state') }],
    ['the code is missing', 'badAnswer', { tamper: (url) => url.searchParams.delete('code') }],
    ['the code is different', 'codeRefused', { tamper: (url) => url.searchParams.set('code', 'x') }],
    ['the client secret is wrong', 'clientSecretRefused', { secret: 'wrong' }],
  ])('says so when %s', async (_what, code, how) => {
    const server = await startedServer()
    expect(await signInAt(server, how)).toMatchObject({ kind: 'failed', code })
  })

  it('never sends a code that came with a wrong state', async () => {
    const server = await startedServer()
    await signInAt(server, { tamper: (url) => url.searchParams.set('state', 'x') })
    expect(server.counts().codeGrants.asked).toBe(0)
  })

  it('works although other servers name themselves as the issuer', async () => {
    const server = await startedServer()
    const tamper = (url: URL) => url.searchParams.set('iss', 'https://elsewhere.example')
    expect(await signInAt(server, { tamper })).toMatchObject({ kind: 'granted' })
  })

  it.each<[string, Fault, string]>([
    ['fails', { kind: 'serverError' }, 'providerFailed'],
    ['answers with a web page', { kind: 'html' }, 'badAnswer'],
    ['is too busy', { kind: 'rateLimited' }, 'rateLimited'],
  ])('says so when the token endpoint %s', async (_what, fault, code) => {
    const server = await startedServer()
    server.setFault(fault)
    expect(await signInAt(server)).toMatchObject({ kind: 'failed', code })
  })
})
