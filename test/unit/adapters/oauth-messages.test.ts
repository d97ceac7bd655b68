import { describe, expect, it } from 'vitest'
import { createOAuthClient } from '../../../src/adapters/oauth/oauth-client.ts'
import type { AccountKind } from '../../../src/shared/account-kinds.ts'
import type { AccountForm } from '../../../src/shared/account.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'

interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: Record<string, string>
}

/** A client whose requests are recorded and answered with a token. */
function recordingClient() {
  const sent: Sent[] = []
  const client = createOAuthClient(async (url, init = {}) => {
    sent.push({
      url,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: Object.fromEntries(new URLSearchParams(String(init.body as URLSearchParams))),
    })
    return Response.json({ access_token: 'a', token_type: 'Bearer' })
  })
  return { client, sent }
}

const never = new AbortController().signal

/** The kinds that a person signs in to. */
type SignedInKind = Exclude<AccountKind, 'service-account'>

const accounts: Readonly<Record<SignedInKind, AccountForm>> = {
  'jira-cloud': accountForm({ clientId: 'id' }),
  'jira-data-center': accountForm({
    kind: 'jira-data-center',
    clientId: 'id',
    redirectUri: 'https://localhost:8080/callback',
    tokenUrl: 'https://jira.example.com/rest/oauth2/latest/token',
  }),
  'mcp-server': accountForm({
    kind: 'mcp-server',
    clientId: 'id',
    tokenUrl: 'https://auth.example.com/token',
    issuer: 'https://auth.example.com',
    resource: 'https://mcp.example.com/mcp',
  }),
}

/** What each kind adds to the messages, besides its client credentials. */
const expected: Readonly<Record<SignedInKind, { secret: string | null; exchange: object; refresh: object }>> =
  {
    'jira-cloud': { secret: 'secret', exchange: {}, refresh: {} },
    'jira-data-center': {
      secret: 'secret',
      exchange: {},
      refresh: { redirect_uri: 'https://localhost:8080/callback' },
    },
    'mcp-server': {
      secret: null,
      exchange: { resource: 'https://mcp.example.com/mcp' },
      refresh: {
        resource: 'https://mcp.example.com/mcp',
        scope: 'read:jira-work read:jira-user read:me offline_access',
      },
    },
  }

describe.each(Object.keys(expected) as SignedInKind[])('of a %s account', (kind) => {
  const account = accounts[kind]
  const { secret, exchange, refresh } = expected[kind]
  const credentials = { client_id: 'id', ...(secret !== null && { client_secret: secret }) }

  it('the code is exchanged with exactly these fields, as a form', async () => {
    const { client, sent } = recordingClient()
    const redirectedTo = `${account.redirectUri}?code=c&state=s`
    const request = { state: 's', codeVerifier: 'v'.repeat(43) }
    expect(await client.exchange(account, secret, redirectedTo, request, never)).toMatchObject({
      kind: 'granted',
    })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ url: account.tokenUrl, method: 'POST' })
    expect(sent[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(sent[0]?.headers['authorization']).toBeUndefined()
    expect(sent[0]?.body).toEqual({
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: account.redirectUri,
      code_verifier: request.codeVerifier,
      ...credentials,
      ...exchange,
    })
  })

  it('the refresh token is sent with exactly these fields, as a form', async () => {
    const { client, sent } = recordingClient()
    expect(await client.refresh(account, secret, 'r', never)).toMatchObject({ kind: 'granted' })
    expect(sent[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(sent[0]?.body).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r',
      ...credentials,
      ...refresh,
    })
  })
})

describe('of a service account', () => {
  const account = accountForm({ kind: 'service-account', clientId: 'id', scopes: ['read:jira-work'] })

  it('client ID and client secret are sent with exactly these fields, as a form', async () => {
    const { client, sent } = recordingClient()
    expect(await client.refresh(account, 'secret', null, never)).toMatchObject({ kind: 'granted' })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ url: account.tokenUrl, method: 'POST' })
    expect(sent[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(sent[0]?.headers['authorization']).toBeUndefined()
    expect(sent[0]?.body).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: 'secret',
      scope: 'read:jira-work',
    })
  })

  it('no scope is sent if none is set: the token gets all of the credential', async () => {
    const { client, sent } = recordingClient()
    await client.refresh({ ...account, scopes: [] }, 'secret', null, never)
    expect(sent[0]?.body).not.toHaveProperty('scope')
  })

  it('a refresh token in the answer is not kept', async () => {
    const answer = { access_token: 'a', refresh_token: 'r', refresh_expires_in: 60, expires_in: 3600 }
    const client = createOAuthClient(async () => Response.json(answer))
    expect(await client.refresh(account, 'secret', null, never)).toEqual({
      kind: 'granted',
      grant: { accessToken: 'a', lifetimeSec: 3600 },
    })
  })

  it('refused scopes are not dropped, which would grant more than was asked for', async () => {
    let count = 0
    const client = createOAuthClient(async () => {
      count += 1
      return Response.json({ error: 'invalid_scope' }, { status: 400 })
    })
    expect(await client.refresh(account, 'secret', null, never)).toMatchObject({
      kind: 'misconfigured',
      code: 'requestRefused',
    })
    expect(count).toBe(1)
  })
})

it('no scopes are requested if none are set, so the server decides', async () => {
  const { client } = recordingClient()
  const { url } = await client.begin({ ...accounts['mcp-server'], scopes: [] })
  const params = new URL(url).searchParams
  expect(params.has('scope')).toBe(false)
  expect(params.has('prompt')).toBe(false)
  expect(params.get('resource')).toBe('https://mcp.example.com/mcp')
})

it('a refused resource is a problem with the settings, not with the sign-in', async () => {
  const client = createOAuthClient(async () => Response.json({ error: 'invalid_target' }, { status: 400 }))
  expect(await client.refresh(accounts['mcp-server'], null, 'r', never)).toEqual({
    kind: 'misconfigured',
    code: 'requestRefused',
    detail: 'HTTP 400, invalid_target',
  })
})
