import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { grace } from '../../../local-atlassian/people.ts'
import { callApi, codeAfterSignIn, exchange, refresh, signIn, startedServer } from './local-app.ts'

const deadAnswer = {
  status: 403,
  error: 'invalid_grant',
  error_description: 'Unknown or invalid refresh token.',
}

describe('rotation of refresh tokens at the local Atlassian', () => {
  it('issues a new pair with every use', async () => {
    const server = await startedServer()
    const first = await signIn(server)
    const second = await refresh(server, first.refresh_token)
    expect(second).toMatchObject({ status: 200, expires_in: 3600, token_type: 'Bearer' })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.access_token).not.toBe(first.access_token)
    expect(await server.introspect(first.access_token)).toMatchObject({ active: true, newest: false })
    expect(await server.introspect(second.access_token)).toMatchObject({ active: true, newest: true })
  })

  it('accepts a second use within the leeway, and issues another new pair', async () => {
    const server = await startedServer()
    const first = await signIn(server)
    const second = await refresh(server, first.refresh_token)
    const third = await refresh(server, first.refresh_token)
    expect(third.status).toBe(200)
    expect(third.refresh_token).not.toBe(second.refresh_token)
    expect((await refresh(server, second.refresh_token)).status).toBe(200)
    expect((await refresh(server, third.refresh_token)).status).toBe(200)
  })

  it('revokes the whole family when a token is reused after the leeway', async () => {
    const server = await startedServer({ leewaySec: 0 })
    const first = await signIn(server)
    const second = await refresh(server, first.refresh_token)
    expect(await refresh(server, first.refresh_token)).toMatchObject(deadAnswer)
    expect(await refresh(server, second.refresh_token)).toMatchObject(deadAnswer)
    expect(await server.introspect(second.access_token)).toMatchObject({ known: true, active: false })
  })

  it('leaves other people’s tokens alone when it revokes a family', async () => {
    const server = await startedServer({ leewaySec: 0 })
    const adasTokens = await signIn(server)
    const gracesTokens = await signIn(server, {}, { account: grace.accountId })
    await refresh(server, adasTokens.refresh_token)
    expect((await refresh(server, adasTokens.refresh_token)).status).toBe(403)
    expect((await refresh(server, gracesTokens.refresh_token)).status).toBe(200)
  })

  it('uses the other known wording if configured that way', async () => {
    const server = await startedServer({ deadRefreshTokenAnswer: 'unauthorizedClient' })
    expect(await refresh(server, 'nonsense')).toMatchObject({
      status: 403,
      error: 'unauthorized_client',
      error_description: 'refresh_token is invalid',
    })
    server.setDeadRefreshTokenAnswer('invalidGrant')
    expect(await refresh(server, 'nonsense')).toMatchObject(deadAnswer)
  })

  it('issues no refresh token without offline_access', async () => {
    const server = await startedServer()
    const tokens = await signIn(server, { scope: 'read:jira-work' })
    expect(tokens).toMatchObject({ status: 200, scope: 'read:jira-work' })
    expect(tokens).not.toHaveProperty('refresh_token')
  })

  it('issues tokens of up to 8 KB that work like any other', async () => {
    const server = await startedServer({ accessTokenLength: 8192, refreshTokenLength: 8192 })
    const first = await signIn(server)
    expect([first.access_token.length, first.refresh_token.length]).toEqual([8192, 8192])
    expect((await refresh(server, first.refresh_token)).status).toBe(200)
    await expect(startedServer({ accessTokenLength: 8193 })).rejects.toThrow(RangeError)
  })

  it('lets a new consent replace the scopes of the old one, for older refresh tokens too', async () => {
    const server = await startedServer()
    const before = await signIn(server, { scope: 'read:jira-work read:me offline_access' })
    await signIn(server, { scope: 'read:me offline_access' })
    expect(await refresh(server, before.refresh_token)).toMatchObject({
      status: 200,
      scope: 'read:me offline_access',
    })
  })
})

describe('the end of tokens at the local Atlassian', () => {
  it('applies a new access token lifetime from the next token on', async () => {
    const server = await startedServer({ accessTokenLifetimeSec: 60 })
    const first = await signIn(server)
    server.setAccessTokenLifetime(20)
    const askedMs = Date.now()
    const second = await refresh(server, first.refresh_token)
    expect([first.expires_in, second.expires_in]).toEqual([60, 20])
    const { expiresAtMs } = await server.introspect(second.access_token)
    expect(expiresAtMs! - 20_000).toBeGreaterThan(askedMs - 1000)
    expect(expiresAtMs! - 20_000).toBeLessThan(Date.now() + 1000)
  })

  it('expires all access tokens on demand, but no refresh tokens', async () => {
    const server = await startedServer()
    const first = await signIn(server)
    server.expireAccessTokens()
    expect(await server.introspect(first.access_token)).toMatchObject({ known: true, active: false })
    expect((await refresh(server, first.refresh_token)).status).toBe(200)
  })

  it('revokes everything on demand', async () => {
    const server = await startedServer()
    const first = await signIn(server)
    server.revokeAll()
    expect(await refresh(server, first.refresh_token)).toMatchObject(deadAnswer)
    expect(await server.introspect(first.access_token)).toMatchObject({ known: true, active: false })
    expect((await signIn(server)).status).toBe(200)
  })

  it('revokes one person’s tokens, and keeps access tokens if asked to', async () => {
    const server = await startedServer()
    const adasTokens = await signIn(server)
    const gracesTokens = await signIn(server, {}, { account: grace.accountId })
    server.revokeAll({ sub: grace.accountId, keepAccessTokens: true })
    expect((await refresh(server, gracesTokens.refresh_token)).status).toBe(403)
    expect(await server.introspect(gracesTokens.access_token)).toMatchObject({ active: true })
    expect((await refresh(server, adasTokens.refresh_token)).status).toBe(200)
  })

  it('knows nothing about a token it never issued', async () => {
    const server = await startedServer()
    expect(await server.introspect('nonsense')).toEqual({ known: false, active: false })
  })
})

describe('time at the local Atlassian', () => {
  const minuteMs = 60_000
  const dayMs = 24 * 60 * minuteMs

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
  afterEach(() => void vi.useRealTimers())

  const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms)

  it('ends an access token after an hour', async () => {
    const server = await startedServer()
    const { access_token } = await signIn(server)
    pass(59 * minuteMs)
    expect(await callApi(server, '/me', access_token)).toMatchObject({ status: 200 })
    pass(2 * minuteMs)
    expect(await callApi(server, '/me', access_token)).toMatchObject({ status: 401 })
  })

  it('counts the ten minutes of leeway from the first use', async () => {
    const server = await startedServer()
    const { refresh_token } = await signIn(server)
    await refresh(server, refresh_token)
    pass(9 * minuteMs)
    expect((await refresh(server, refresh_token)).status).toBe(200)
    pass(2 * minuteMs)
    expect(await refresh(server, refresh_token)).toMatchObject(deadAnswer)
  })

  it('ends a refresh token after 90 days without use, but not earlier', async () => {
    const server = await startedServer()
    const first = await signIn(server)
    pass(89 * dayMs)
    const second = await refresh(server, first.refresh_token)
    pass(89 * dayMs)
    const third = await refresh(server, second.refresh_token)
    expect([second.status, third.status]).toEqual([200, 200])
    pass(91 * dayMs)
    expect(await refresh(server, third.refresh_token)).toMatchObject(deadAnswer)
  })

  it('ends a code after five minutes', async () => {
    const server = await startedServer()
    const code = await codeAfterSignIn(server)
    pass(6 * minuteMs)
    expect(await exchange(server, code)).toMatchObject({ status: 403, error: 'invalid_grant' })
  })
})
