import { describe, expect, it } from 'vitest'
import { askForTokens, codeAfterSignIn, exchange, refresh, signIn, startedServer } from './local-app.ts'

const wrongSecret = { status: 401, error: 'access_denied', error_description: 'Unauthorized' }

describe('the token endpoint of the local Atlassian', () => {
  it.each(['json', 'form'] as const)('accepts a code and a refresh token as %s', async (as) => {
    const server = await startedServer()
    const first = await exchange(server, await codeAfterSignIn(server), {}, as)
    expect(first.status).toBe(200)
    const fields = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
    expect((await askForTokens(server, fields, as)).status).toBe(200)
  })

  it.each([
    ['a wrong', 'wrong'],
    ['no', undefined],
  ])('refuses %s client secret like Atlassian does, and spends nothing', async (_what, client_secret) => {
    const server = await startedServer()
    const { refresh_token } = await signIn(server)
    const fields = { grant_type: 'refresh_token', refresh_token }
    expect(await askForTokens(server, { ...fields, client_secret })).toMatchObject(wrongSecret)
    server.setLeeway(0)
    expect((await askForTokens(server, fields)).status).toBe(200)
  })

  it('accepts only the new client secret after a change', async () => {
    const server = await startedServer()
    const { refresh_token } = await signIn(server)
    const fields = { grant_type: 'refresh_token', refresh_token }
    const old = server.clientSecret
    server.changeClientSecret('the-new-secret')
    expect(server.clientSecret).toBe('the-new-secret')
    expect(await askForTokens(server, { ...fields, client_secret: old })).toMatchObject(wrongSecret)
    expect((await askForTokens(server, fields)).status).toBe(200)
  })

  it.each([
    ['an unknown code', { code: 'nonsense' }],
    ['another redirect URI', { redirect_uri: 'http://localhost:8080/other' }],
  ])('refuses %s', async (_what, changes) => {
    const server = await startedServer()
    const code = await codeAfterSignIn(server)
    expect(await exchange(server, code, changes)).toMatchObject({ status: 403, error: 'invalid_grant' })
  })

  it('accepts a code only once', async () => {
    const server = await startedServer()
    const code = await codeAfterSignIn(server)
    expect((await exchange(server, code)).status).toBe(200)
    expect(await exchange(server, code)).toMatchObject({ status: 403, error: 'invalid_grant' })
  })

  it('survives malformed requests', async () => {
    const server = await startedServer()
    const headers = { 'content-type': 'application/json' }
    const broken = await fetch(server.tokenUrl, { method: 'POST', headers, body: '{"grant_type":' })
    expect(broken.status).toBe(400)
    expect((await askForTokens(server, { grant_type: 'password' })).status).toBe(400)
    expect((await signIn(server)).status).toBe(200)
  })

  it('counts what it was asked and what it honoured', async () => {
    const begunMs = Date.now()
    const server = await startedServer()
    expect(server.counts()).toMatchObject({ authorize: 0, lastRefreshAtMs: null })
    const { refresh_token } = await signIn(server)
    await refresh(server, refresh_token)
    await refresh(server, refresh_token)
    await refresh(server, 'nonsense')
    const counts = server.counts()
    expect(counts).toMatchObject({
      authorize: 1,
      consents: 1,
      codeGrants: { asked: 1, honoured: 1, refused: 0 },
      refreshGrants: { asked: 3, honoured: 2, refused: 1 },
      refreshesInFlight: 0,
      maxRefreshesInFlight: 1,
    })
    expect(counts.requests).toMatchObject({ 'POST /oauth/token': 4, 'POST /consent/:uid': 1 })
    expect(counts.lastRefreshAtMs).toBeGreaterThanOrEqual(begunMs)
    expect(counts.lastRefreshAtMs).toBeLessThanOrEqual(Date.now())
    server.resetCounts()
    expect(server.counts()).toMatchObject({ authorize: 0, requests: {} })
  })
})
