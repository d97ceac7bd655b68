import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { mcpFaults } from '../../../local-atlassian/mcp-faults.ts'
import { startLocalAtlassian } from '../../../local-atlassian/start-local-atlassian.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'
import { askLocalApi } from '../../support/ask-local-api.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { startEverythingServer, type EverythingServer } from '../../support/mcp/everything-server.ts'
import { startProtectedServer, type ProtectedServer } from '../../support/mcp-resource/protected-server.ts'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'

let session: HeadlessSession
let authorization: LocalAtlassian
let everything: EverythingServer
let server: ProtectedServer
let dataCenter: LocalAtlassian

beforeAll(async () => {
  session = await startHeadlessSession({ mode: 'mcp' })
  authorization = session.atlassian
  everything = await startEverythingServer()
  server = await startProtectedServer(everything.port, authorization)
  dataCenter = await startLocalAtlassian({
    mode: 'dataCenter',
    redirectUris: ['https://localhost:8080/callback'],
    // a real one gives ten seconds, which a busy machine may need
    codeLifetimeSec: 120,
  })
  await session.startAgent()
})
afterAll(async () => {
  await Promise.all([server.close(), everything.stop(), dataCenter.close(), session.close()])
})
afterEach(() => authorization.clearFaults())

const post = (path: string, body: object = {}) => askLocalApi<never>(session.dataFolder, 'POST', path, body)
const getAccountByName = async (name: string) => {
  const { body } = await askLocalApi<'status'>(session.dataFolder, 'GET', '/v1/status')
  return body.accounts.find((account) => account.name === name)
}

/** Signs in as someone on another computer would: opens the URL there, and brings back the redirected URL. */
async function signIn(name: string): Promise<void> {
  const begun = await askLocalApi<'signIn'>(session.dataFolder, 'POST', `/v1/accounts/${name}/sign-in`, {
    surface: 'manual',
  })
  const { url } = await walkThroughSignIn(begun.body.url ?? '')
  expect(await post('/v1/sign-in/finish', { redirectedTo: url.href, account: name })).toMatchObject({
    status: 200,
    body: { question: null },
  })
}

describe('an MCP server', () => {
  test('says where you would sign in before anything is stored', async () => {
    expect(await post('/v1/discover', { url: server.url })).toMatchObject({
      status: 200,
      body: { issuer: authorization.url, authorizeUrl: `${authorization.url}/authorize` },
    })
    expect(authorization.counts().requests['POST /register']).toBeUndefined()
    expect(await recordsOnDisk(session)).toEqual([])
  })

  test.each<[string, () => void, string, RegExp]>([
    [
      'another issuer',
      () => authorization.setFault(...mcpFaults.wrongIssuer),
      'issuerMismatch',
      /issuer elsewhere\.example, sign-in page 127\.0\.0\.1:.*--trust-issuer/,
    ],
    [
      'no metadata',
      () => authorization.setFault(...mcpFaults.missingMetadata),
      'serverMetadataMissing',
      /no usable OAuth metadata .*127\.0\.0\.1/,
    ],
    [
      'endpoints without https',
      () => authorization.setFault(...mcpFaults.httpTokenUrl),
      'endpointNotSafe',
      /http:\/\/auth\.example\/token/,
    ],
    [
      'a registration that is refused',
      () => authorization.setFault(...mcpFaults.registrationRefused),
      'registrationRefused',
      /refused to register this app \(access_denied, HTTP 403\)\. Ask/,
    ],
    [
      'no registration',
      () => authorization.setFault(...mcpFaults.noRegistration),
      'registrationNotOffered',
      /client ID/,
    ],
    ['no PKCE', () => authorization.setFault(...mcpFaults.noPkce), 'pkceNotSupported', /PKCE/],
  ])('with %s is refused with its own message, and nothing is stored', async (_what, arrange, code, text) => {
    arrange()
    // replaces what was found before
    await post('/v1/discover', { url: server.url })
    const options = { name: 'tools', kind: 'mcp-server', url: server.url }
    const { status, body } = await post('/v1/accounts', options)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).toMatchObject({ error: { code, message: expect.stringMatching(text) as string } })
    expect(await recordsOnDisk(session)).toEqual([])
    expect(await session.keychain()).toEqual([])
  })

  test('needs a URL', async () => {
    expect(await post('/v1/accounts', { name: 'tools', kind: 'mcp-server' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalidInput' } },
    })
  })

  test('becomes an account that signs in without a secret, and the server accepts its token', async () => {
    expect((await post('/v1/accounts', { name: 'tools', kind: 'mcp-server', url: server.url })).status).toBe(
      200,
    )
    expect(await getAccountByName('tools')).toMatchObject({
      kind: 'mcp-server',
      url: server.url,
      valid: false,
    })
    await signIn('tools')
    expect(await getAccountByName('tools')).toMatchObject({
      state: 'valid',
      hasRefreshToken: true,
      scopes: ['mcp:tools'],
      sites: [{ name: new URL(server.url).host }],
    })
    expect(await post('/v1/accounts/tools/test')).toMatchObject({
      status: 200,
      body: { server: expect.stringMatching(/everything/i) as string, person: null, personError: null },
    })
    const { stdout } = await session.cli(['test', 'tools'])
    expect(stdout).toMatch(/server .*everything/i)
  })

  test('renews without a secret, for the same server', async () => {
    const before = await session.accessToken()
    expect(await session.cli(['renew', 'tools'])).toMatchObject({ code: 0 })
    const after = await session.accessToken()
    expect(after).not.toBe(before)
    expect(await authorization.introspect(after)).toMatchObject({ active: true, audience: server.url })
    const { stdout } = await session.cli(['status', '--wide'])
    expect(stdout).toMatch(new RegExp(`tools.*${new URL(server.url).host}`))
  })

  test('registers again when its client ID is cleared, and can’t move to another server while signed in', async () => {
    const patch = (body: object) =>
      askLocalApi<never>(session.dataFolder, 'PATCH', '/v1/accounts/tools', body)
    const elsewhere = await startProtectedServer(everything.port, authorization)
    expect(await patch({ url: elsewhere.url })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalidInput', message: expect.stringMatching(/sign out first/i) as string } },
    })
    const [before] = await recordsOnDisk(session)
    expect((await patch({ clientId: '' })).status).toBe(200)
    const [after] = await recordsOnDisk(session)
    expect(after).toEqual({ ...before, clientId: after?.clientId })
    expect(after?.clientId).not.toBe(before?.clientId)

    await post('/v1/accounts/tools/sign-out')
    expect((await patch({ url: elsewhere.url })).status).toBe(200)
    expect(await getAccountByName('tools')).toMatchObject({ url: elsewhere.url })
    await patch({ url: server.url })
    await elsewhere.close()
    await signIn('tools')
    expect(await getAccountByName('tools')).toMatchObject({ url: server.url, state: 'valid' })
  })

  test('is treated differently on the command line: no secret is missing, and nothing mentions Atlassian', async () => {
    expect((await session.cli(['accounts', 'list'])).stdout).toMatch(/^tools.* none$/m)
    const { code, stderr } = await session.cli(['sign-out', 'tools', '--yes'])
    expect(code).toBe(0)
    expect(stderr).toContain('This does not revoke the app’s access at')
    expect(stderr).not.toMatch(/Atlassian|client secret/)
    await signIn('tools')
  })

  test('sets no cloud ID in the environment of a program', async () => {
    const { stdout } = await session.cli(['env', 'tools'])
    expect(stdout).toContain('JIRA_OAUTH_ACCESS_TOKEN')
    expect(stdout).not.toContain('CLOUD_ID')
  })

  test('has no problems according to the doctor', async () => {
    const { body } = await askLocalApi<'check'>(session.dataFolder, 'POST', '/v1/check')
    const ours = body.findings.filter(({ account }) => account === 'tools')
    expect(ours.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['client secret', 'ok'],
      ['scopes', 'ok'],
      ['token', 'ok'],
    ])
  })
})

describe('a Jira Data Center', () => {
  test('becomes an account from its base URL, signs in at once, and renews', async () => {
    const { clientId, clientSecret, url } = dataCenter
    const account = { name: 'office', kind: 'jira-data-center', baseUrl: `${url}/`, clientId, clientSecret }
    expect((await post('/v1/accounts', account)).status).toBe(200)
    await signIn('office')
    expect(await getAccountByName('office')).toMatchObject({
      kind: 'jira-data-center',
      state: 'valid',
      hasRefreshToken: true,
      scopes: ['READ'],
      person: { name: 'Ada Lovelace' },
      sites: [{ url }],
    })
    expect((await getAccountByName('office'))?.url).toBeUndefined()
    expect(await session.cli(['renew', 'office'])).toMatchObject({ code: 0 })
    expect(dataCenter.counts().refreshGrants).toMatchObject({ honoured: 1, refused: 0 })
    expect((await session.cli(['test', 'office'])).stdout).toContain('Ada Lovelace')
  })
})
