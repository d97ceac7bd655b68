import { expect, it } from 'vitest'
import { createOAuthClient } from '../../../src/adapters/oauth/oauth-client.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'

const account = accountForm({
  kind: 'mcp-server',
  scopes: ['a', 'b'],
  tokenUrl: 'https://auth.example.com/token',
  resource: 'https://mcp.example.com/mcp',
})

/** The parameters of each request for a refresh at a server that answers with these refusals first. */
async function refreshAfter(...refusals: readonly object[]) {
  const sent: Record<string, string>[] = []
  const left = [...refusals]
  const client = createOAuthClient(async (_url, init = {}) => {
    sent.push(Object.fromEntries(init.body as URLSearchParams))
    const refusal = left.shift()
    return refusal === undefined
      ? Response.json({ access_token: 'a' })
      : Response.json(refusal, { status: 400 })
  })
  const outcome = await client.refresh(account, null, 'r', new AbortController().signal)
  return { kind: outcome.kind, sent }
}

const entra = {
  error: 'invalid_request',
  error_description: 'AADSTS9010010: The resource parameter doesn’t match.',
}

it.each<[string, object[], string[]]>([
  ['resource', [{ error: 'invalid_target' }], ['scope']],
  ['resource, as Entra ID does', [entra], ['scope']],
  ['scope', [{ error: 'invalid_scope' }], ['resource']],
  ['both', [{ error: 'invalid_target' }, { error: 'invalid_scope' }], []],
])('a refresh is sent again without what the server refuses: %s', async (_what, refusals, left) => {
  const { kind, sent } = await refreshAfter(...refusals)
  expect(kind).toBe('granted')
  expect(sent[0]).toMatchObject({ scope: 'a b', resource: account.resource })
  expect(Object.keys(sent.at(-1)!).filter((name) => name === 'scope' || name === 'resource')).toEqual(left)
  expect(sent.at(-1)).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'r' })
})

it.each([{ error: 'invalid_grant' }, { error: 'invalid_client' }, { error: 'invalid_request' }])(
  'a refresh refused for another reason is sent once: %j',
  async (refusal) => expect((await refreshAfter(refusal)).sent).toHaveLength(1),
)

it('a server that refuses everything is asked three times at most', async () => {
  const never = Array.from({ length: 9 }, (_, index) => ({
    error: index % 2 === 0 ? 'invalid_target' : 'invalid_scope',
  }))
  expect((await refreshAfter(...never)).sent).toHaveLength(3)
})

it.each([
  // what needs no encoding stays as it is, for servers that don't decode
  ['client_secret_basic', 'a-client_1.b', 's-e_c.r*et', 'a-client_1.b:s-e_c.r*et', undefined],
  ['client_secret_basic', 'id:1', 's/x', 'id%3A1:s%2Fx', undefined],
  ['client_secret_basic', 'id é', 's+~%', 'id+%C3%A9:s%2B%7E%25', undefined],
  ['client_secret_post', 'id:1', 's/x', null, 's/x'],
] as const)(
  'the client secret goes as %s for %s',
  async (tokenAuth, clientId, clientSecret, basic, secret) => {
    const sent: RequestInit[] = []
    const client = createOAuthClient(async (_url, init = {}) => {
      sent.push(init)
      return Response.json({ access_token: 'a' })
    })
    await client.refresh({ ...account, clientId, tokenAuth }, clientSecret, 'r', new AbortController().signal)
    const authorization = basic === null ? null : `Basic ${btoa(basic)}`
    expect(new Headers(sent[0]?.headers).get('authorization')).toBe(authorization)
    expect((sent[0]!.body as URLSearchParams).get('client_secret') ?? undefined).toBe(secret)
  },
)
