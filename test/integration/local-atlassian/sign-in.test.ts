import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ada, grace } from '../../../local-atlassian/people.ts'
import { walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'
import { authorizeUrl, codeAfterSignIn, exchange, allScopes, signIn, startedServer } from './local-app.ts'

describe('signing in at the local Atlassian', () => {
  it('leads through login and consent back to the app, with only code and state', async () => {
    const server = await startedServer()
    const { url, pages } = await walkThroughSignIn(authorizeUrl(server))
    expect(url.origin + url.pathname).toBe('http://localhost:8080/callback')
    expect([...url.searchParams.keys()].sort()).toEqual(['code', 'state'])
    expect(url.searchParams.get('state')).toBe('state-of-the-app')
    expect(pages).toHaveLength(2)
    expect(pages[0]).toContain('aria-label="Log in as Ada Lovelace"')
    for (const scope of allScopes.split(' ')) expect(pages[1]).toContain(`<code>${scope}</code>`)
    expect(pages[1]).toMatch(/>Accept<\/button>/)
    expect(pages[1]).toMatch(/>Cancel<\/button>/)
    expect(pages.join('')).not.toContain('<script')
  })

  it('issues long opaque tokens for the code, with all the fields that Atlassian sends', async () => {
    const server = await startedServer()
    const tokens = await signIn(server)
    expect(tokens).toMatchObject({ status: 200, expires_in: 3600, scope: allScopes, token_type: 'Bearer' })
    expect(tokens.access_token).toHaveLength(2000)
    expect(tokens.refresh_token).toHaveLength(1200)
    expect(await server.introspect(tokens.access_token)).toMatchObject({ active: true, sub: ada.accountId })
  })

  it('signs in as the person you pick', async () => {
    const server = await startedServer()
    const tokens = await signIn(server, {}, { account: grace.accountId })
    expect(await server.introspect(tokens.access_token)).toMatchObject({ sub: grace.accountId })
  })

  it('only asks for consent if you are still logged in, and lets you use another account', async () => {
    const server = await startedServer()
    const cookies = new Map<string, string>()
    await codeAfterSignIn(server, {}, { cookies })
    const again = await walkThroughSignIn(authorizeUrl(server), { cookies })
    expect(again.pages).toHaveLength(1)
    expect(again.pages[0]).toContain('Signed in as <strong>Ada Lovelace')

    const clicks = { cookies, decision: 'switch', account: grace.accountId } as const
    const tokens = await signIn(server, {}, clicks)
    expect(await server.introspect(tokens.access_token)).toMatchObject({ active: true, sub: grace.accountId })
  })

  it('sends the browser back with access_denied when you cancel the consent', async () => {
    const server = await startedServer()
    const { url } = await walkThroughSignIn(authorizeUrl(server), { decision: 'cancel' })
    expect(url.pathname).toBe('/callback')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'User did not authorize the request',
      state: 'state-of-the-app',
    })
  })

  it.each([
    ['another port', 'http://localhost:8081/callback'],
    ['another path', 'http://localhost:8080/callback/'],
    ['127.0.0.1 instead of localhost', 'http://127.0.0.1:8080/callback'],
  ])('keeps the browser on its error page for a redirect URI with %s', async (_what, redirectUri) => {
    const server = await startedServer()
    const { url, pages } = await walkThroughSignIn(authorizeUrl(server, { redirect_uri: redirectUri }))
    expect(url.origin + url.pathname).toBe(`${server.url}/error`)
    expect(decodeURIComponent(url.search)).toContain('redirect_uri is not registered')
    expect(pages[0]).toContain('redirect_uri is not registered')
  })

  it('keeps the browser on its error page for an unknown client ID', async () => {
    const server = await startedServer()
    const { url } = await walkThroughSignIn(authorizeUrl(server, { client_id: 'nobody' }))
    expect(url.origin + url.pathname).toBe(`${server.url}/error`)
  })

  it('accepts several registered redirect URIs and any scope that Atlassian might have', async () => {
    const redirectUris = ['http://localhost:8080/callback', 'http://127.0.0.1:9/other']
    const server = await startedServer({ redirectUris })
    const scope = 'read:issue:jira manage:jira-configuration offline_access'
    const code = await codeAfterSignIn(server, { redirect_uri: redirectUris[1]!, scope })
    const tokens = await exchange(server, code, { redirect_uri: redirectUris[1] })
    expect(tokens).toMatchObject({ status: 200, scope })
  })

  it('escapes text from the address bar', async () => {
    const server = await startedServer()
    const response = await fetch(`${server.url}/error?error=x&error_description=<script>alert(1)</script>`)
    expect(await response.text()).not.toContain('<script')
  })
})

describe('PKCE at the local Atlassian', () => {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = {
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }

  it('accepts the right verifier together with the client secret', async () => {
    const server = await startedServer()
    const code = await codeAfterSignIn(server, challenge)
    expect(await exchange(server, code, { code_verifier: verifier })).toMatchObject({ status: 200 })
  })

  it.each([
    ['a wrong verifier', 'x'.repeat(43)],
    ['no verifier', undefined],
  ])('refuses %s', async (_what, code_verifier) => {
    const server = await startedServer()
    const code = await codeAfterSignIn(server, challenge)
    expect(await exchange(server, code, { code_verifier })).toMatchObject({
      status: 403,
      error: 'invalid_grant',
    })
  })

  it('does not replace the client secret', async () => {
    const server = await startedServer()
    const code = await codeAfterSignIn(server, challenge)
    const answer = await exchange(server, code, { code_verifier: verifier, client_secret: undefined })
    expect(answer).toMatchObject({ status: 401, error: 'access_denied' })
  })
})
