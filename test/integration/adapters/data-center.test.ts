import { describe, expect, it } from 'vitest'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { ada } from '../../../local-atlassian/people.ts'
import { settingsFrom, type LocalAtlassianOptions } from '../../../local-atlassian/settings.ts'
import { walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'
import { createDataCenterApi } from '../../../src/adapters/jira/data-center-api.ts'
import type { AccountForm } from '../../../src/shared/account.ts'
import { dataCenterUrls } from '../../../src/shared/account-kinds.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'
import { never, oauthClient, fetchWithTimeout } from './oauth-account.ts'
import { startedServer } from '../local-atlassian/local-app.ts'

const redirectUri = 'https://localhost:8080/callback'

async function startDataCenter(options: LocalAtlassianOptions = {}) {
  const server = await startedServer({ mode: 'dataCenter', redirectUris: [redirectUri], ...options })
  const account = accountForm({
    kind: 'jira-data-center',
    ...dataCenterUrls(server.url),
    clientId: server.clientId,
    redirectUri,
    scopes: ['READ'],
  })
  return { server, account }
}

async function signIn(server: LocalAtlassian, account: AccountForm, waitMs = 0) {
  const request = await oauthClient.begin(account)
  const { url } = await walkThroughSignIn(request.url)
  await new Promise((resolve) => setTimeout(resolve, waitMs))
  return oauthClient.exchange(account, server.clientSecret, url.href, request, never)
}

describe('an account of a Jira Data Center', () => {
  it('sends exactly these parameters to the sign-in page', async () => {
    const { server, account } = await startDataCenter()
    const request = await oauthClient.begin(account)
    const url = new URL(request.url)
    expect(url.origin + url.pathname).toBe(`${server.url}/rest/oauth2/latest/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: server.clientId,
      scope: 'READ',
      redirect_uri: redirectUri,
      state: request.state,
      response_type: 'code',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
    })
  })

  it('signs in and gets a refresh token without asking for one', async () => {
    const { server, account } = await startDataCenter()
    const outcome = await signIn(server, account)
    if (outcome.kind !== 'granted') throw new Error(outcome.code)
    expect(outcome.grant.refreshToken).toBeDefined()
    expect(await server.introspect(outcome.grant.accessToken)).toMatchObject({ active: true, scope: 'READ' })
  })

  it('renews, with the redirect URI in the request', async () => {
    const { server, account } = await startDataCenter()
    const first = await signIn(server, account)
    if (first.kind !== 'granted') throw new Error(first.code)
    const refresh = (of: AccountForm) =>
      oauthClient.refresh(of, server.clientSecret, first.grant.refreshToken!, never)
    // without it, the way Jira Cloud does it
    expect(await refresh({ ...account, kind: 'jira-cloud' })).toMatchObject({
      kind: 'misconfigured',
      code: 'requestRefused',
    })
    expect(await refresh(account)).toMatchObject({ kind: 'granted' })
  })

  it('sends form data, because the server accepts nothing else', async () => {
    const { server } = await startDataCenter()
    const answer = await fetch(server.tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'refresh_token' }),
    })
    expect(answer.status).toBe(400)
  })

  it('says so when the code is too old', async () => {
    const { server, account } = await startDataCenter({ codeLifetimeSec: 1 })
    expect(await signIn(server, account, 2100)).toMatchObject({ kind: 'failed', code: 'codeRefused' })
  })

  it('distinguishes a dead refresh token from a wrong secret, using the RFC 6749 error codes', async () => {
    const { server, account } = await startDataCenter()
    const first = await signIn(server, account)
    if (first.kind !== 'granted') throw new Error(first.code)
    const refresh = (secret: string) => oauthClient.refresh(account, secret, first.grant.refreshToken!, never)
    expect(await refresh('wrong')).toMatchObject({ kind: 'misconfigured', code: 'clientSecretRefused' })
    server.revokeAll()
    expect(await refresh(server.clientSecret)).toMatchObject({
      kind: 'signInNeeded',
      code: 'refreshTokenRefused',
    })
  })

  it('finds out who the token belongs to, and that its only site is the server', async () => {
    const { server, account } = await startDataCenter()
    const outcome = await signIn(server, account)
    if (outcome.kind !== 'granted') throw new Error(outcome.code)
    const api = createDataCenterApi(fetchWithTimeout)
    const { accessToken } = outcome.grant
    expect(await api.checkAccess(account, accessToken)).toEqual({
      sites: [{ id: server.url, name: new URL(server.url).host, url: server.url }],
      server: null,
    })
    expect(await api.person(account, accessToken, [])).toMatchObject({
      accountId: ada.accountId,
      name: ada.name,
      email: ada.email,
    })
    await expect(api.checkAccess(account, 'another')).rejects.toMatchObject({ code: 'accessTokenRefused' })
  })
})

it('issues codes that are valid for ten seconds, like the real server', () => {
  expect(settingsFrom({ mode: 'dataCenter' }).codeLifetimeSec).toBe(10)
})
