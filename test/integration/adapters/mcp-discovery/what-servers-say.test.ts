import * as fc from 'fast-check'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createKeytarPendingSignIns } from '../../../../src/adapters/keychain/keytar-pending-sign-ins.ts'
import { createKeytarSecretStore } from '../../../../src/adapters/keychain/keytar-secret-store.ts'
import type { Keytar } from '../../../../src/adapters/keychain/keytar.ts'
import type { FetchLike } from '../../../../src/adapters/http/limited-fetch.ts'
import { createServerDiscovery } from '../../../../src/adapters/mcp-discovery/server-discovery.ts'
import { createOAuthClient } from '../../../../src/adapters/oauth/oauth-client.ts'
import { openSettings, type OpenStore } from '../../../../src/adapters/settings/open-settings.ts'
import { createAccounts } from '../../../../src/core/accounts/accounts.ts'
import { createHistory } from '../../../../src/core/accounts/history.ts'
import { createAppStore } from '../../../../src/core/state/app-store.ts'
import { toStatus } from '../../../../src/core/state/to-status.ts'
import { createAccountApis } from '../../../../src/owner/account-apis.ts'
import { AppError } from '../../../../src/shared/error-codes.ts'
import { statusSchema } from '../../../../src/shared/local-api.ts'
import { appSnapshotSchema } from '../../../../src/shared/snapshot.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { createFakeClock } from '../../../support/fakes/fake-clock.ts'
import { createFakeEntropy } from '../../../support/fakes/fake-entropy.ts'
import { createFakeTokenFiles } from '../../../support/fakes/fake-token-files.ts'
import { silentLog } from '../../../support/fakes/silent-log.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const runs = Number(process.env['SERVER_ANSWERS'] ?? 500)
/** Only stops a test that hangs. */
const timeout = 300_000 + runs * 500

const origin = 'https://mcp.example.com'
const serverUrl = `${origin}/mcp`

/** What one server says. */
interface Says {
  readonly resource: unknown
  readonly metadata: unknown
  readonly registration: unknown
  readonly tokens: readonly unknown[]
  readonly serverInfo: unknown
  readonly challenge: string
}

/** Answers as such a server, whatever the host: its metadata may name any. */
function fetchFrom(says: Says): FetchLike {
  let grants = 0
  return async (url, init = {}) => {
    const body = await new Response(init.body).text()
    const hasToken = new Headers(init.headers).has('authorization')
    if (body.includes('redirect_uris')) return Response.json(says.registration, { status: 201 })
    if (body.includes('grant_type')) return Response.json(says.tokens[(grants += 1) - 1] ?? {})
    if (url.includes('oauth-protected-resource')) return Response.json(says.resource)
    if (url.includes('.well-known')) return Response.json(says.metadata)
    if (hasToken) return Response.json({ jsonrpc: '2.0', id: 1, result: { serverInfo: says.serverInfo } })
    return Response.json({}, { status: 401, headers: { 'www-authenticate': says.challenge } })
  }
}

/** A keychain that outlives the app. */
function memoryKeychain(): Keytar {
  const items = new Map<string, string>()
  return {
    getPassword: async (_service, account) => items.get(account) ?? null,
    setPassword: async (_service, account, password) => void items.set(account, password),
    deletePassword: async (_service, account) => items.delete(account),
    findCredentials: async () => [...items].map(([account, password]) => ({ account, password })),
  }
}

const openPlainStore: OpenStore = <T extends Record<string, unknown>>(path: string) => ({
  get store() {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  },
  set store(content) {
    writeFileSync(path, JSON.stringify(content))
  },
})

/** The app on this folder and keychain, with the real adapters for everything that a server says. */
function startApp(folder: string, keytar: Keytar, fetch: FetchLike) {
  const clock = createFakeClock()
  const settings = openSettings(folder, openPlainStore)
  const store = createAppStore({
    app: { version: '0.1.0', platform: 'linux', demoAvailable: false, updateFeed: null },
    records: settings.records.accounts(),
    facts: {},
    signIns: {},
    signInErrors: {},
    syncedFiles: {},
    settings: settings.records.settings(),
    notices: settings.notices,
  })
  const keychain = { loadKeytar: async () => keytar, service: 'test', onSecret: () => undefined }
  const accounts = createAccounts({
    clock,
    entropy: { ...createFakeEntropy(), newId: () => `id-${store.state().records.length}` },
    secrets: createKeytarSecretStore({ ...keychain, former: [], keyrings: null, maxItemBytes: Infinity }),
    pendings: createKeytarPendingSignIns(keychain),
    removeUnknownSecrets: async () => undefined,
    knowsAllAccounts: false,
    oauth: createOAuthClient(fetch),
    api: createAccountApis(fetch),
    discovery: createServerDiscovery(fetch),
    records: settings.records,
    tokenFiles: createFakeTokenFiles(),
    surfaces: {},
    history: createHistory(settings.history, silentLog),
    store,
    log: silentLog,
    alert: () => undefined,
  })
  return { accounts, store, clock, settings }
}

type App = ReturnType<typeof startApp>

/** Rethrows anything that is not a plain refusal. */
function allowRefusal(error: unknown): null {
  if (error instanceof AppError && error.code !== 'internal') return null
  throw error
}

async function signIn({ accounts }: App, id: string): Promise<void> {
  let shown: (url: string) => void = () => undefined
  const page = new Promise<string>((resolve) => (shown = resolve))
  const done = accounts.signIn(id, 'manual', (url) => shown(url))
  const url = await Promise.race([page, done.then(() => '')])
  const back = new URL('http://localhost:8080/callback')
  const state = new URL(url).searchParams.get('state') ?? ''
  back.search = new URLSearchParams({ code: 'a-code', state, iss: origin }).toString()
  await accounts.finishSignIn(back.href, id)
  await done
}

/** Everything that must still be there after a restart. */
const seen = ({ store }: App) =>
  store.state().records.map(({ attempt: _attempt, ...record }) => ({
    record,
    token: store.snapshot().accounts.find(({ id }) => id === record.id)?.token,
  }))

const unreachable: FetchLike = () => Promise.reject(new AppError('offline'))

/** Adds an account for a server that says this, signs in, and renews; then the app starts again. */
async function addAndRestart(
  folder: string,
  says: Says,
): Promise<{ before: unknown; after: unknown; added: boolean }> {
  const keytar = memoryKeychain()
  const first = startApp(folder, keytar, fetchFrom(says))
  await first.accounts.start()
  await first.accounts.save({ id: null, form: accountForm({ name: 'work' }), clientSecret: 'a-secret' })
  const form = accountForm({
    kind: 'mcp-server',
    authorizeUrl: '',
    name: 'odd',
    apiUrl: serverUrl,
    clientId: '',
    scopes: [],
    redirectUri: '',
  })
  const id = await first.accounts.save({ id: null, form, clientSecret: null }).catch(allowRefusal)
  if (id !== null) {
    await signIn(first, id).catch(allowRefusal)
    await first.accounts.renew(id).catch(allowRefusal)
  }
  await first.accounts.close()
  const before = seen(first)
  const second = startApp(folder, keytar, unreachable)
  await second.accounts.start()
  await second.accounts.close()
  expect(second.settings.notices).toEqual([])
  // what the window and the local API show
  appSnapshotSchema.parse(second.store.snapshot())
  appSnapshotSchema.parse(first.store.snapshot())
  statusSchema.parse(toStatus(second.store.snapshot(), { kind: 'agent', pid: 1 }, second.clock.now().wallMs))
  return { before, after: seen(second), added: id !== null }
}

const usual: Says = {
  resource: { resource: serverUrl, authorization_servers: [origin], scopes_supported: ['read'] },
  metadata: {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    scopes_supported: ['offline_access'],
    authorization_response_iss_parameter_supported: true,
  },
  registration: { client_id: 'registered', token_endpoint_auth_method: 'none' },
  tokens: [1, 2].map((count) => ({
    access_token: `access-${count}`,
    refresh_token: `refresh-${count}`,
    token_type: 'Bearer',
    expires_in: 3600,
  })),
  serverInfo: { name: 'odd', version: '1' },
  challenge: 'Bearer',
}

const tricky = [
  '\u001b[31m',
  '\u0000',
  '\n',
  '\u202e',
  '\u200b',
  '\ud800',
  '"',
  '\\',
  ' ',
  'é',
  '😀',
  '#x',
  '%00',
  '../',
  '@',
]
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer({ min: 1, max: 10_000 }).map((length) => 'x'.repeat(length)),
  fc.tuple(fc.string({ maxLength: 5 }), fc.constantFrom(...tricky)).map((parts) => parts.join('')),
)
const url = fc.oneof(
  fc.webUrl(),
  fc
    .tuple(fc.constantFrom(`${origin}/`, origin, 'http://127.0.0.1/', 'https://'), text)
    .map((parts) => parts.join('')),
  fc.constantFrom('javascript:alert(1)', 'file:///etc/passwd', 'https://a:b@c.example/', '//c.example/x', ''),
)
const scopes = fc.oneof(
  fc.array(fc.oneof(text, fc.string({ minLength: 1, maxLength: 9 })), { maxLength: 8 }),
  fc.integer({ min: 90, max: 700 }).map((length) => Array.from({ length }, (_, index) => `scope:${index}`)),
)
const seconds = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -1, 0.5, 1e300, '3600', 'soon', '1e9', Number.MAX_SAFE_INTEGER),
)
const any = fc.oneof(fc.jsonValue({ maxDepth: 2 }), text, url, scopes, seconds)

/** Some members as usual, some plausible, some missing, and some of any type. */
function changed(
  from: object,
  plausible: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<object> {
  const names = [...new Set([...Object.keys(from), ...Object.keys(plausible)])]
  const change = fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.oneof(
          { weight: 30, arbitrary: fc.constant(null) },
          { weight: 3, arbitrary: (plausible[name] ?? any).map((value) => ({ value })) },
          { weight: 1, arbitrary: any.map((value) => ({ value })) },
          { weight: 1, arbitrary: fc.constant({ value: undefined }) },
        ),
      ]),
    ),
  )
  return change.map((changes) => {
    const found: Record<string, unknown> = { ...from }
    for (const [name, one] of Object.entries(changes)) if (one !== null) found[name] = one.value
    return found
  })
}

const tokens = changed(usual.tokens[0] as object, {
  access_token: text,
  refresh_token: text,
  expires_in: seconds,
  scope: fc.oneof(
    scopes,
    text,
    scopes.map((all) => all.join(' ')),
  ),
  token_type: fc.constantFrom('bearer', 'Bearer', 'mac'),
})

const says: fc.Arbitrary<Says> = fc.record({
  resource: changed(usual.resource as object, {
    resource: fc.constantFrom(
      origin,
      `${origin}/`,
      `${serverUrl}/`,
      `${origin}:443/mcp`,
      `${serverUrl}\u001b`,
    ),
    authorization_servers: fc.constantFrom([`${origin}/`], [origin, 'https://other.example'], [], [7]),
    scopes_supported: scopes,
  }),
  metadata: changed(usual.metadata as object, {
    issuer: fc.constantFrom(`${origin}/`, `${origin}\t`, 'no URL', ' https://mcp.example.com'),
    authorization_endpoint: url,
    token_endpoint: url,
    registration_endpoint: url,
    code_challenge_methods_supported: fc.constantFrom(['S256', 'plain'], ['S256', 7], 'S256'),
    scopes_supported: scopes,
  }),
  registration: changed(usual.registration as object, {
    client_id: text,
    client_secret: text,
    client_secret_expires_at: seconds,
    token_endpoint_auth_method: fc.constantFrom('none', 'client_secret_post', 'client_secret_basic'),
    scope: text,
  }),
  tokens: fc.tuple(tokens, tokens),
  serverInfo: changed(usual.serverInfo as object, { name: text, title: text }),
  challenge: fc.oneof(
    fc.constant('Bearer'),
    fc
      .string({ maxLength: 30 })
      .map((scope) => `Bearer scope="${scope.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')}"`),
  ),
})

describe('what a server says', () => {
  it('never costs an account: everything that was added is there after a restart', { timeout }, async () => {
    const root = await temporaryFolder()
    let added = 0
    await fc.assert(
      fc.asyncProperty(says, async (one) => {
        const folder = await mkdtemp(join(root, 'data-'))
        const { before, after, ...result } = await addAndRestart(folder, one)
        expect(after).toEqual(before)
        if (result.added) added += 1
        await rm(folder, { recursive: true })
      }),
      { numRuns: runs, examples: [[usual]] },
    )
    // otherwise it shows nothing
    expect(added).toBeGreaterThan(runs / 10)
  })
})

const longId = `eyJ${'x'.repeat(4000)}`
const with500Scopes = Array.from({ length: 500 }, (_, index) => `scope:${index}`)

describe('an account is added for a server with', () => {
  it.each<[string, Partial<Says>, object]>([
    [
      'a client ID of 4 KB',
      { registration: { ...(usual.registration as object), client_id: longId } },
      { clientId: longId },
    ],
    [
      'an authorize URL of 8 KB',
      {
        metadata: { ...(usual.metadata as object), authorization_endpoint: `${origin}/?${'y'.repeat(8000)}` },
      },
      { authorizeUrl: `${origin}/?${'y'.repeat(8000)}` },
    ],
    [
      '500 scopes',
      {
        resource: { ...(usual.resource as object), scopes_supported: with500Scopes },
        metadata: { ...(usual.metadata as object), scopes_supported: [] },
      },
      { scopes: with500Scopes },
    ],
    [
      'more scopes than anyone can ask for, which are left to the server',
      { resource: { ...(usual.resource as object), scopes_supported: [...with500Scopes, 'one-more'] } },
      { scopes: [] },
    ],
    [
      'a scope that is none',
      {
        resource: {
          ...(usual.resource as object),
          scopes_supported: ['read', 'write"x', 7, null, 'a\u001b[31m'],
        },
      },
      { scopes: ['read', 'offline_access'] },
    ],
    [
      'an endpoint in another script, which is stored as it is requested',
      {
        metadata: { ...(usual.metadata as object), token_endpoint: 'https://xn--mnchen-3ya.example/tökens' },
      },
      { tokenUrl: 'https://xn--mnchen-3ya.example/t%C3%B6kens' },
    ],
  ])('%s', async (_what, change, expected) => {
    const folder = join(await temporaryFolder(), 'data')
    await mkdir(folder)
    const { before, after } = await addAndRestart(folder, { ...usual, ...change })
    expect(after).toEqual(before)
    expect(after).toMatchObject([{}, { record: { name: 'odd', ...expected }, token: { kind: 'held' } }])
  })
})

const { metadata, registration, resource } = usual as Says &
  Record<'metadata' | 'registration' | 'resource', object>

describe('no account is added, and nothing unprintable is said, for a server with', () => {
  it.each<[string, Partial<Says>, string]>([
    [
      'an escape sequence in the client ID',
      { registration: { ...registration, client_id: 'a\u001b[31m' } },
      'registrationRefused',
    ],
    [
      'a client ID of 5,000 characters',
      { registration: { ...registration, client_id: 'x'.repeat(5000) } },
      'registrationRefused',
    ],
    ['a client ID of spaces', { registration: { ...registration, client_id: '  ' } }, 'registrationRefused'],
    [
      'an authorize URL over 8 KB',
      { metadata: { ...metadata, authorization_endpoint: `${origin}/?${'y'.repeat(8200)}` } },
      'serverMetadataMissing',
    ],
    [
      'an authorize URL that moves the cursor',
      { metadata: { ...metadata, authorization_endpoint: `${origin}/?\u001b[2K` } },
      'serverMetadataMissing',
    ],
    [
      'a token URL with line breaks',
      { metadata: { ...metadata, token_endpoint: 'https://evil\n.example/token' } },
      'serverMetadataMissing',
    ],
    [
      'an authorize URL with a direction override',
      { metadata: { ...metadata, authorization_endpoint: 'https://evil.example/\u202emoc' } },
      'serverMetadataMissing',
    ],
    [
      'an issuer with color',
      { resource: { ...resource, authorization_servers: [`${origin}/\u001b[31m`] } },
      'serverMetadataMissing',
    ],
    [
      'an issuer that is a number',
      { resource: { ...resource, authorization_servers: [7] } },
      'serverMetadataMissing',
    ],
    ['an issuer that is no URL', { metadata: { ...metadata, issuer: 'odd' } }, 'serverMetadataMissing'],
    [
      'an authorize URL that is a number',
      { metadata: { ...metadata, authorization_endpoint: 7 } },
      'serverMetadataMissing',
    ],
  ])('%s', async (_what, change, code) => {
    const folder = join(await temporaryFolder(), 'data')
    await mkdir(folder)
    const app = startApp(folder, memoryKeychain(), fetchFrom({ ...usual, ...change }))
    const form = accountForm({
      kind: 'mcp-server',
      authorizeUrl: '',
      apiUrl: serverUrl,
      clientId: '',
      scopes: [],
      redirectUri: '',
    })
    const error = await app.accounts
      .save({ id: null, form, clientSecret: null })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code })
    expect((error as Error).message).toMatch(/^[\x20-\x7e]*$/)
    expect(app.store.snapshot().accounts).toEqual([])
  })
})
