import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountForm } from '../../../../src/shared/account.ts'
import { accountForm, accountRecord } from '../../../../scripts/fixtures/account-record.ts'
import { AppError } from '../../../../src/shared/error-codes.ts'
import {
  acme,
  ada,
  createAccountsHarness,
  type AccountsHarness,
} from '../../../support/fakes/accounts-harness.ts'
import { everythingUrl } from '../../../support/fakes/fake-discovery.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { refusesTheClient } from '../../../support/fakes/fake-oauth.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

let harness: AccountsHarness
beforeEach(() => {
  harness = createAccountsHarness()
  // an MCP server doesn't say who a token belongs to
  harness.setPerson(async () => null)
})

const server = (change: Partial<AccountForm> = {}) =>
  accountForm({
    kind: 'mcp-server',
    authorizeUrl: '',
    name: 'tools',
    apiUrl: everythingUrl,
    clientId: '',
    redirectUri: '',
    scopes: [],
    ...change,
  })
const save = (form: AccountForm, id: string | null = null, clientSecret: string | null = null) =>
  harness.accounts.save({ id, form, clientSecret })

async function signIn(id: string): Promise<void> {
  const done = harness.accounts.signIn(id, null)
  await drain()
  harness.surfaces.window.redirect()
  await done
}

describe('a signed-in Jira account', () => {
  it.each([
    ['tokenUrl', { tokenUrl: 'https://other.example.com/oauth/token' }],
    ['apiUrl', { apiUrl: 'https://other.example.com' }],
  ])('never moves to another server: %s', async (field, change) => {
    harness.setPerson(async () => ada)
    const id = await harness.add()
    await harness.signIn(id)
    const before = harness.account(id)
    await expect(save(accountForm(change), id)).rejects.toMatchObject({ code: 'invalidInput', field })
    expect(harness.account(id)).toEqual(before)
  })

  it('doesn’t move while the keychain with its token can’t be read', async () => {
    harness.setPerson(async () => ada)
    const id = await harness.add()
    await harness.signIn(id)
    harness.secrets.break('keychainLocked')
    const { accounts } = harness.startApp()
    await accounts.start()
    const change = { id, form: accountForm({ apiUrl: 'https://other.example.com' }), clientSecret: null }
    expect(await rejection(accounts.save(change))).toBe('invalidInput')
  })

  it('can move when nobody is signed in', async () => {
    const id = await harness.add()
    await save(accountForm({ apiUrl: 'https://other.example.com' }), id)
    expect(harness.account(id).apiUrl).toBe('https://other.example.com')
  })
})

describe('an MCP server', () => {
  it('becomes an account from just its URL', async () => {
    const id = await save(server())
    expect(harness.account(id)).toMatchObject({
      kind: 'mcp-server',
      clientId: 'client-1',
      hasClientSecret: false,
      redirectUri: 'http://localhost:8080/callback/auth.example.com',
      scopes: ['mcp:tools', 'offline_access'],
      authorizeUrl: 'https://auth.example.com/authorize',
      tokenUrl: 'https://auth.example.com/token',
      apiUrl: everythingUrl,
      issuer: 'https://auth.example.com',
      sendsIssuer: true,
      resource: everythingUrl,
    })
    expect(harness.account(id).sites).toEqual([
      { id: everythingUrl, name: 'mcp.example.com', url: everythingUrl },
    ])
  })

  it('is created from what was shown before, without asking the server again', async () => {
    await harness.accounts.discover(everythingUrl)
    harness.discovery.finds({ tokenUrl: 'https://changed.example.com/token' })
    const id = await save(server())
    expect(harness.discovery.asked.discover).toBe(1)
    expect(harness.account(id).tokenUrl).toBe('https://auth.example.com/token')
  })

  it('is asked again if what was shown is too old', async () => {
    await harness.accounts.discover(everythingUrl)
    await harness.clock.advance(11 * 60_000)
    await save(server())
    expect(harness.discovery.asked.discover).toBe(2)
  })

  it('uses the user’s own client ID, scopes, and callback URL', async () => {
    const chosen = { clientId: 'mine', scopes: ['one'], redirectUri: 'http://localhost:9/cb' }
    const id = await save(server(chosen))
    expect(harness.account(id)).toMatchObject(chosen)
    expect(harness.discovery.asked.register).toBe(0)
  })

  it.each(['issuerMismatch', 'serverMetadataMissing', 'endpointNotSafe', 'registrationRefused'] as const)(
    'that ends in %s stores nothing',
    async (code) => {
      harness.discovery.fails(code)
      expect(await rejection(save(server()))).toBe(code)
      expect(harness.snapshot().accounts).toEqual([])
      expect(harness.disk.accounts).toEqual([])
    },
  )

  it('signs in without a client secret and renews automatically', async () => {
    const id = await save(server())
    await signIn(id)
    expect(harness.account(id)).toMatchObject({ problem: { kind: 'none' }, person: null })
    await harness.clock.advance(56 * 60_000)
    expect(harness.oauth.sent).toEqual([{ refreshToken: expect.any(String) as string, clientSecret: null }])
    expect(harness.historyKinds(id)).toContain('renewed')
  })

  it('keeps its endpoints when only its name changes', async () => {
    const id = await save(server())
    const { form } = {
      form: { ...harness.account(id), name: 'other tools', tokenUrl: 'https://evil.example/token' },
    }
    await save(form, id)
    expect(harness.account(id)).toMatchObject({
      name: 'other tools',
      tokenUrl: 'https://auth.example.com/token',
    })
    expect(harness.discovery.asked).toEqual({ discover: 1, register: 1 })
  })

  it('registers again when its client ID is cleared, and deletes the old secret', async () => {
    harness.discovery.registersWithSecret('first secret')
    const id = await save(server())
    expect(harness.account(id).hasClientSecret).toBe(true)
    harness.discovery.registersWithSecret(null)
    await save({ ...harness.account(id), clientId: '' }, id)
    expect(harness.account(id)).toMatchObject({ clientId: 'client-2', hasClientSecret: false })
  })

  it('can’t be replaced by another one while someone is signed in', async () => {
    const id = await save(server())
    await signIn(id)
    const before = harness.account(id)
    expect(await rejection(save({ ...before, apiUrl: 'https://other.example.com/mcp' }, id))).toBe(
      'invalidInput',
    )
    harness.discovery.finds({ issuer: 'https://elsewhere.example' })
    expect(await rejection(save({ ...before, clientId: '' }, id))).toBe('invalidInput')
    expect(harness.account(id)).toEqual(before)

    await harness.accounts.signOut(id)
    await save({ ...before, apiUrl: 'https://other.example.com/mcp' }, id)
    expect(harness.account(id).apiUrl).toBe('https://other.example.com/mcp')
  })
})

describe('an issuer that the URL does not lead to', () => {
  const other = 'https://cf.example.net/'
  beforeEach(() => harness.discovery.finds({ issuer: other, needsTrust: true }))
  const saveTrusting = (trustIssuer: string | null) =>
    harness.accounts.save({ id: null, form: server(), clientSecret: null, trustIssuer })

  it('is refused unless the user accepted exactly that one, and all hosts are named', async () => {
    for (const trusted of [null, 'https://else.example'])
      await expect(saveTrusting(trusted)).rejects.toMatchObject({
        code: 'issuerMismatch',
        detail:
          'issuer cf.example.net, sign-in page auth.example.com, token endpoint auth.example.com, registration auth.example.com',
      })
    expect(harness.discovery.asked.register).toBe(0)
    expect(harness.disk.accounts).toEqual([])
  })

  it('is stored to the letter once accepted, and not asked about again', async () => {
    const id = await saveTrusting('https://cf.example.net')
    expect(harness.account(id).issuer).toBe(other)
    await save({ ...harness.account(id), clientId: '' }, id)
    expect(harness.account(id)).toMatchObject({ clientId: 'client-2', issuer: other })
  })

  it('can’t be replaced by another one that the user accepted', async () => {
    harness.discovery.finds({})
    await expect(saveTrusting('https://else.example')).rejects.toMatchObject({ code: 'issuerMismatch' })
  })
})

describe('a server that doesn’t mention PKCE', () => {
  beforeEach(() => harness.discovery.finds({ announcesPkce: false }))

  it('is not registered at', async () => {
    expect(await rejection(save(server()))).toBe('pkceNotSupported')
    expect(harness.discovery.asked.register).toBe(0)
  })

  it('is used with a client that the user registered there', async () => {
    const id = await save(server({ clientId: 'mine' }), null, 'secret')
    expect(harness.account(id)).toMatchObject({ clientId: 'mine' })
  })
})

describe('a client ID that is the URL of a metadata document', () => {
  const clientId = 'https://me.example/client.json'
  const registered = () => harness.discovery.asked.register

  it('is used where the server reads such documents, without registering and without a secret', async () => {
    harness.discovery.finds({ takesClientUrls: true })
    const id = await save(server({ clientId }))
    expect(harness.account(id)).toMatchObject({ clientId, hasClientSecret: false })
    await signIn(id)
    await signIn(id)
    await save({ ...harness.account(id), name: 'renamed' }, id)
    expect(harness.account(id)).toMatchObject({ clientId, name: 'renamed' })
    expect(registered()).toBe(0)
    const change = { ...harness.account(id), clientId: 'https://me.example/other.json' }
    expect(await rejection(save(change, id, 'secret'))).toBe('invalidInput')
  })

  it('replaces a registered client and its secret', async () => {
    harness.discovery.registersWithSecret('first secret')
    const id = await save(server())
    harness.discovery.finds({ takesClientUrls: true })
    await harness.accounts.discover(everythingUrl)
    await save({ ...harness.account(id), clientId }, id)
    expect(harness.account(id)).toMatchObject({ clientId, hasClientSecret: false })
    expect(registered()).toBe(1)
  })

  it('is never used without being entered, and gives way to a registration elsewhere', async () => {
    harness.discovery.finds({ takesClientUrls: true })
    expect(harness.account(await save(server())).clientId).toBe('client-1')
    harness.discovery.finds({ takesClientUrls: false })
    await harness.accounts.discover(everythingUrl)
    const id = await save(server({ clientId, name: 'other' }))
    expect(harness.account(id).clientId).toBe('client-2')
  })

  it('is kept where nobody can register', async () => {
    harness.discovery.finds({ takesClientUrls: false, registrationUrl: null })
    expect(harness.account(await save(server({ clientId })))).toMatchObject({ clientId })
  })

  it('is not used at a server that doesn’t mention PKCE', async () => {
    harness.discovery.finds({ takesClientUrls: true, announcesPkce: false })
    expect(await rejection(save(server({ clientId })))).toBe('pkceNotSupported')
  })
})

describe('the authorize URL of an MCP server', () => {
  const page = 'https://auth.example.com/authorize'

  it('can get parameters, which stay', async () => {
    const id = await save(server())
    await save({ ...harness.account(id), authorizeUrl: `${page}?access_type=offline` }, id)
    await save({ ...harness.account(id), name: 'renamed' }, id)
    expect(harness.account(id)).toMatchObject({
      name: 'renamed',
      authorizeUrl: `${page}?access_type=offline`,
    })
  })

  it('can’t be another page', async () => {
    const id = await save(server())
    for (const authorizeUrl of ['https://evil.example/authorize', 'https://auth.example.com/other?x=1'])
      await expect(save({ ...harness.account(id), authorizeUrl }, id)).rejects.toMatchObject({
        code: 'invalidInput',
        field: 'authorizeUrl',
      })
    expect(harness.account(id).authorizeUrl).toBe(page)
  })
})

describe('a client that registered itself', () => {
  const registers = () => harness.discovery.asked.register
  const forget = async (id: string) => {
    harness.oauth.next(refusesTheClient)
    await harness.accounts.renew(id).catch(() => undefined)
  }

  it('is kept while all is well', async () => {
    const id = await save(server())
    await signIn(id)
    await signIn(id)
    expect(registers()).toBe(1)
    expect(harness.account(id).clientId).toBe('client-1')
  })

  it('is registered again at the next sign-in once the server has forgotten it', async () => {
    harness.discovery.registersWithSecret('one')
    const id = await save(server())
    await signIn(id)
    await forget(id)
    harness.discovery.registersWithSecret('two')
    await signIn(id)
    expect(harness.account(id)).toMatchObject({ clientId: 'client-2', problem: { kind: 'none' } })
    await harness.accounts.renew(id)
    expect(harness.oauth.sent.at(-1)).toMatchObject({ clientSecret: 'two' })
    await signIn(id)
    expect(registers()).toBe(2)
  })

  it('stays until the new sign-in is complete', async () => {
    const id = await save(server())
    await signIn(id)
    await forget(id)
    const done = harness.accounts.signIn(id, null)
    await drain()
    harness.accounts.cancelSignIn(id)
    expect(await rejection(done)).toBe('signInCancelled')
    expect(registers()).toBe(2)
    expect(harness.account(id).clientId).toBe('client-1')
  })

  it('is registered again after a sign-in that failed, and after signing out', async () => {
    const id = await save(server())
    const done = harness.accounts.signIn(id, null)
    await drain()
    harness.accounts.cancelSignIn(id)
    await rejection(done)
    await signIn(id)
    expect(harness.account(id).clientId).toBe('client-2')
    await harness.accounts.signOut(id)
    await signIn(id)
    expect(harness.account(id).clientId).toBe('client-3')
  })

  it('is registered again before its secret expires', async () => {
    harness.discovery.registersWithSecret('one', harness.clock.now().wallMs + 60 * 60_000)
    const id = await save(server())
    harness.discovery.registersWithSecret('two')
    await signIn(id)
    await signIn(id)
    expect(registers()).toBe(2)
    expect(harness.account(id).clientId).toBe('client-2')
  })

  it.each([{ scopes: ['mcp:tools', 'mcp:write'] }, { redirectUri: 'http://localhost:9/cb' }])(
    'is registered again for %j',
    async (change) => {
      const id = await save(server())
      await signIn(id)
      await save({ ...harness.account(id), ...change }, id)
      await signIn(id)
      expect(harness.account(id)).toMatchObject({ clientId: 'client-2', ...change })
      await signIn(id)
      expect(registers()).toBe(2)
    },
  )

  it('is used as it is when registering again fails, or the server is another one by now', async () => {
    const id = await save(server())
    await signIn(id)
    await forget(id)
    harness.discovery.fails('registrationRefused')
    await signIn(id)
    expect(harness.account(id).clientId).toBe('client-1')
    await forget(id)
    harness.discovery.fails(null)
    harness.discovery.finds({ tokenUrl: 'https://elsewhere.example/token' })
    await signIn(id)
    expect(harness.account(id).clientId).toBe('client-1')
    expect(registers()).toBe(1)
  })

  it('that the user entered is never replaced', async () => {
    const id = await save(server({ clientId: 'mine' }))
    await signIn(id)
    await forget(id)
    await signIn(id)
    expect(harness.account(id).clientId).toBe('mine')
    expect(registers()).toBe(0)
  })

  it('finishes a manual sign-in after a restart', async () => {
    const id = await save(server())
    await signIn(id)
    await forget(id)
    void harness.accounts.signIn(id, 'manual', () => undefined).catch(() => undefined)
    await drain()
    const { accounts, store } = harness.startApp()
    await accounts.start()
    const state = harness.pendings.items.get(id)?.state ?? ''
    await accounts.finishSignIn(`http://localhost:8080/callback/auth.example.com?code=c&state=${state}`, id)
    await drain()
    expect(store.snapshot().accounts).toMatchObject([{ clientId: 'client-2', problem: { kind: 'none' } }])
  })
})

describe('scopes that an MCP server requires', () => {
  it('are asked for at the next sign-in, beside the others', async () => {
    const id = await save(server())
    expect(harness.accounts.requestScopes(id, ['mcp:write', 'mcp:tools'])).toBe(true)
    expect(harness.account(id).scopes).toEqual(['mcp:tools', 'offline_access', 'mcp:write'])
    expect(harness.accounts.requestScopes(id, ['mcp:write'])).toBe(true)
    expect(harness.account(id).scopes).toHaveLength(3)
  })

  it('come beside what the server granted when it was left to decide', async () => {
    harness.discovery.finds({ scopes: [] })
    const id = await save(server())
    await signIn(id)
    const granted = harness.oauth.issuer.signIn().scopes ?? []
    harness.accounts.requestScopes(id, ['mcp:write'])
    expect(harness.account(id).scopes).toEqual([...granted, 'mcp:write'])
  })

  it('change nothing if they can’t be scopes, or the user has to add them elsewhere too', async () => {
    const id = await save(server())
    expect(harness.accounts.requestScopes(id, ['a"b'])).toBe(false)
    expect(harness.accounts.requestScopes(id, [])).toBe(false)
    expect(harness.account(id).scopes).toEqual(['mcp:tools', 'offline_access'])
    const jira = await harness.add()
    expect(harness.accounts.requestScopes(jira, ['write:jira-work'])).toBe(false)
  })
})

describe('a Jira Data Center', () => {
  const jira = (change: Partial<AccountForm> = {}) =>
    accountForm({
      kind: 'jira-data-center',
      apiUrl: 'https://jira.example.com/jira/',
      scopes: ['READ'],
      ...change,
    })

  it('gets its URLs from its base URL', async () => {
    const id = await save(jira({ tokenUrl: 'https://evil.example/token' }), null, 'secret')
    expect(harness.account(id)).toMatchObject({
      authorizeUrl: 'https://jira.example.com/jira/rest/oauth2/latest/authorize',
      tokenUrl: 'https://jira.example.com/jira/rest/oauth2/latest/token',
      apiUrl: 'https://jira.example.com/jira',
      sites: [{ id: 'https://jira.example.com/jira', name: 'jira.example.com' }],
    })
  })

  it('requires a client ID, a client secret, and a scope', async () => {
    expect(await rejection(save(jira()))).toBe('invalidInput')
    expect(await rejection(save(jira({ clientId: '' }), null, 'secret'))).toBe('invalidInput')
    expect(await rejection(save(jira({ scopes: [] }), null, 'secret'))).toBe('invalidInput')
    expect(harness.snapshot().accounts).toEqual([])
  })
})

it('only settings get into a record', async () => {
  const id = await save(server())
  await save({ ...harness.account(id), name: 'other' }, id)
  expect(Object.keys(harness.disk.accounts[0]!).sort()).toEqual(Object.keys(accountRecord()).sort())
})

it('an account can’t change its kind', async () => {
  const id = await save(server())
  expect(await rejection(save({ ...harness.account(id), kind: 'jira-cloud' }, id, 'secret'))).toBe(
    'invalidInput',
  )
  expect(harness.account(id).kind).toBe('mcp-server')
})

describe('a service account', () => {
  const service = (change: Partial<AccountForm> = {}) =>
    accountForm({ kind: 'service-account', name: 'ci', scopes: [], ...change })
  const add = () => save(service(), null, 'secret')

  it('has a token as soon as it is added, and renews it automatically', async () => {
    harness.setPerson(async () => ada)
    const id = await add()
    await drain()
    expect(harness.account(id)).toMatchObject({
      problem: { kind: 'none' },
      token: { kind: 'held', hasRefreshToken: false },
      hasClientSecret: true,
      person: ada,
    })
    await harness.clock.advance(56 * 60_000)
    expect(harness.oauth.sent).toEqual(
      Array.from({ length: 2 }, () => ({ refreshToken: null, clientSecret: 'secret' })),
    )
    expect(harness.alerts).toEqual([])
  })

  it('needs no sign-in, and says so', async () => {
    const id = await add()
    for (const attempt of [
      () => harness.accounts.signIn(id, null),
      () => harness.accounts.signOut(id),
      () => harness.accounts.importTokens(id, 'refresh', null),
    ])
      await expect(attempt()).rejects.toMatchObject({
        code: 'invalidInput',
        detail: expect.stringMatching(/nobody signs in/) as string,
      })
    expect(harness.account(id).token.kind).toBe('held')
  })

  it('with a wrong secret gets a token once the right one is entered', async () => {
    harness.oauth.next(refusesTheClient)
    const id = await add()
    await drain()
    expect(harness.account(id).problem).toEqual({ kind: 'misconfigured', reason: 'clientSecretRefused' })
    expect(harness.alerts).not.toContainEqual(expect.objectContaining({ alert: 'signInNeeded' }))
    await save(service(), id, 'right')
    expect(await harness.accounts.ask(id)).toMatchObject({ lifetimeSec: 3600 })
    expect(harness.oauth.sent.at(-1)).toEqual({ refreshToken: null, clientSecret: 'right' })
  })

  it('knows its sites, even if it may not ask who it is', async () => {
    harness.setPerson(async () => {
      throw new AppError('scopeMissing')
    })
    const id = await add()
    await drain()
    expect(harness.account(id)).toMatchObject({ person: null, sites: [acme] })
  })

  it('can be removed with its secret', async () => {
    const id = await add()
    await harness.accounts.remove(id)
    expect(harness.snapshot().accounts).toEqual([])
    expect(harness.secrets.items.size).toBe(0)
  })
})
