import { describe, expect, it } from 'vitest'
import { createMcpServerApi } from '../../../../src/adapters/mcp-discovery/mcp-server-api.ts'
import { startEverythingServer } from '../../../support/mcp/everything-server.ts'
import { never, oauthClient, fetchWithTimeout } from '../oauth-account.ts'
import { settled, signInAt, startMcpHarness } from './mcp-harness.ts'

describe('an account of an MCP server', () => {
  it('sends exactly these parameters to the sign-in page', async () => {
    const { server } = await startMcpHarness()
    const account = await settled(server.url)
    const request = await oauthClient.begin(account)
    const url = new URL(request.url)
    expect(url.origin + url.pathname).toBe(account.authorizeUrl)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: account.clientId,
      scope: 'mcp:tools offline_access',
      redirect_uri: account.redirectUri,
      state: request.state,
      response_type: 'code',
      prompt: 'consent',
      resource: server.url,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
    })
  })

  it('signs in without a secret, and gets a token for that server', async () => {
    const { authorization, server } = await startMcpHarness()
    const outcome = await signInAt(await settled(server.url))
    if (outcome.kind !== 'granted') throw new Error(outcome.code)
    expect(await authorization.introspect(outcome.grant.accessToken)).toMatchObject({
      active: true,
      audience: server.url,
      scope: 'mcp:tools',
    })
    expect(outcome.grant.refreshToken).toBeDefined()
  })

  it('renews for the same server, and gets a new refresh token', async () => {
    const { authorization, server } = await startMcpHarness()
    const account = await settled(server.url)
    const first = await signInAt(account)
    if (first.kind !== 'granted') throw new Error(first.code)
    const next = await oauthClient.refresh(account, null, first.grant.refreshToken!, never)
    if (next.kind !== 'granted') throw new Error(next.code)
    expect(next.grant.refreshToken).not.toBe(first.grant.refreshToken)
    expect(await authorization.introspect(next.grant.accessToken)).toMatchObject({
      active: true,
      newest: true,
      audience: server.url,
    })
  })

  it('renews when the server doesn’t rotate refresh tokens', async () => {
    const { server } = await startMcpHarness({ rotates: false })
    const account = await settled(server.url)
    const first = await signInAt(account)
    if (first.kind !== 'granted') throw new Error(first.code)
    for (let times = 0; times < 3; times += 1) {
      const next = await oauthClient.refresh(account, null, first.grant.refreshToken!, never)
      expect(next).toMatchObject({ kind: 'granted', grant: { refreshToken: first.grant.refreshToken } })
    }
  })

  it('needs a new sign-in once the refresh token is dead, with the RFC 6749 error', async () => {
    const { authorization, server } = await startMcpHarness()
    const account = await settled(server.url)
    const first = await signInAt(account)
    if (first.kind !== 'granted') throw new Error(first.code)
    authorization.revokeAll()
    expect(await oauthClient.refresh(account, null, first.grant.refreshToken!, never)).toMatchObject({
      kind: 'signInNeeded',
      code: 'refreshTokenRefused',
    })
  })

  it.each<[string, (url: URL) => void]>([
    ['names another issuer', (url) => url.searchParams.set('iss', 'https://elsewhere.example')],
    ['names no issuer, although the server always does', (url) => url.searchParams.delete('iss')],
  ])('rejects an answer that %s, and never sends its code', async (_what, tamper) => {
    const { authorization, server } = await startMcpHarness()
    expect(await signInAt(await settled(server.url), tamper)).toMatchObject({
      kind: 'failed',
      code: 'wrongIssuer',
    })
    expect(authorization.counts().codeGrants.asked).toBe(0)
  })

  it('tests its token at the server, which returns its name', async () => {
    const everything = await startEverythingServer()
    try {
      const { server } = await startMcpHarness({}, everything.port)
      const account = await settled(server.url)
      const outcome = await signInAt(account)
      if (outcome.kind !== 'granted') throw new Error(outcome.code)
      const api = createMcpServerApi(fetchWithTimeout)
      const { host } = new URL(server.url)
      expect(await api.checkAccess(account, outcome.grant.accessToken)).toEqual({
        sites: [{ id: server.url, name: host, url: server.url }],
        server: expect.stringMatching(/everything/i) as string,
      })
      expect(await api.person(account, outcome.grant.accessToken, [])).toBeNull()
      await expect(api.checkAccess(account, 'another-token')).rejects.toMatchObject({
        code: 'accessTokenRefused',
      })
    } finally {
      await everything.stop()
    }
  })
})
