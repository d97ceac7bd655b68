import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountForm } from '../../../../src/shared/account.ts'
import { accountForm, accountRecord } from '../../../../scripts/fixtures/account-record.ts'
import { ada, createAccountsBench, type AccountsBench } from '../../../support/fakes/accounts-harness.ts'
import { everythingUrl } from '../../../support/fakes/fake-discovery.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

let bench: AccountsBench
beforeEach(() => {
  bench = createAccountsBench()
  // an MCP server does not say whose token it is
  bench.setPerson(async () => null)
})

const server = (change: Partial<AccountForm> = {}) =>
  accountForm({
    kind: 'mcp-server',
    name: 'tools',
    apiUrl: everythingUrl,
    clientId: '',
    redirectUri: '',
    scopes: [],
    ...change,
  })
const save = (form: AccountForm, id: string | null = null, clientSecret: string | null = null) =>
  bench.accounts.save({ id, form, clientSecret })

async function signIn(id: string): Promise<void> {
  const done = bench.accounts.signIn(id, null)
  await drain()
  bench.surfaces.window.redirect()
  await done
}

describe('a Jira account in which somebody is signed in', () => {
  it.each([
    ['tokenUrl', { tokenUrl: 'https://other.example.com/oauth/token' }],
    ['apiUrl', { apiUrl: 'https://other.example.com' }],
  ])('never moves to another server: %s', async (field, change) => {
    bench.setPerson(async () => ada)
    const id = await bench.add()
    await bench.signIn(id)
    const before = bench.account(id)
    await expect(save(accountForm(change), id)).rejects.toMatchObject({ code: 'invalidInput', field })
    expect(bench.account(id)).toEqual(before)
  })

  it('never does while the keychain that holds its token can’t be read', async () => {
    bench.setPerson(async () => ada)
    const id = await bench.add()
    await bench.signIn(id)
    bench.secrets.break('keychainLocked')
    const { accounts } = bench.startApp()
    await accounts.start()
    const change = { id, form: accountForm({ apiUrl: 'https://other.example.com' }), clientSecret: null }
    expect(await rejection(accounts.save(change))).toBe('invalidInput')
  })

  it('moves when nobody is', async () => {
    const id = await bench.add()
    await save(accountForm({ apiUrl: 'https://other.example.com' }), id)
    expect(bench.account(id).apiUrl).toBe('https://other.example.com')
  })
})

describe('an MCP server', () => {
  it('becomes an account by its URL alone', async () => {
    const id = await save(server())
    expect(bench.account(id)).toMatchObject({
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
    expect(bench.account(id).sites).toEqual([
      { id: everythingUrl, name: 'mcp.example.com', url: everythingUrl },
    ])
  })

  it('is made of what was shown before, without asking anew', async () => {
    await bench.accounts.discover(everythingUrl)
    bench.discovery.finds({ tokenUrl: 'https://changed.example.com/token' })
    const id = await save(server())
    expect(bench.discovery.asked.discover).toBe(1)
    expect(bench.account(id).tokenUrl).toBe('https://auth.example.com/token')
  })

  it('is asked anew when what was shown is old', async () => {
    await bench.accounts.discover(everythingUrl)
    await bench.clock.advance(11 * 60_000)
    await save(server())
    expect(bench.discovery.asked.discover).toBe(2)
  })

  it('takes what the user wants otherwise: client id, scopes, callback URL', async () => {
    const wish = { clientId: 'mine', scopes: ['one'], redirectUri: 'http://localhost:9/cb' }
    const id = await save(server(wish))
    expect(bench.account(id)).toMatchObject(wish)
    expect(bench.discovery.asked.register).toBe(0)
  })

  it.each(['issuerMismatch', 'serverMetadataMissing', 'endpointNotSafe', 'registrationRefused'] as const)(
    'that ends in %s stores nothing',
    async (code) => {
      bench.discovery.fails(code)
      expect(await rejection(save(server()))).toBe(code)
      expect(bench.snapshot().accounts).toEqual([])
      expect(bench.disk.accounts).toEqual([])
    },
  )

  it('signs in without a client secret and renews by itself', async () => {
    const id = await save(server())
    await signIn(id)
    expect(bench.account(id)).toMatchObject({ trouble: { kind: 'none' }, person: null })
    await bench.clock.advance(56 * 60_000)
    expect(bench.oauth.sent).toEqual([{ refreshToken: expect.any(String) as string, clientSecret: null }])
    expect(bench.historyKinds(id)).toContain('renewed')
  })

  it('keeps its endpoints when only its name changes', async () => {
    const id = await save(server())
    const { form } = {
      form: { ...bench.account(id), name: 'other tools', tokenUrl: 'https://evil.example/token' },
    }
    await save(form, id)
    expect(bench.account(id)).toMatchObject({
      name: 'other tools',
      tokenUrl: 'https://auth.example.com/token',
    })
    expect(bench.discovery.asked).toEqual({ discover: 1, register: 1 })
  })

  it('registers anew when its client id is emptied, and forgets the secret of before', async () => {
    bench.discovery.registersWithSecret('first secret')
    const id = await save(server())
    expect(bench.account(id).hasClientSecret).toBe(true)
    bench.discovery.registersWithSecret(null)
    await save({ ...bench.account(id), clientId: '' }, id)
    expect(bench.account(id)).toMatchObject({ clientId: 'client-2', hasClientSecret: false })
  })

  it('is never exchanged for another one while somebody is signed in', async () => {
    const id = await save(server())
    await signIn(id)
    const before = bench.account(id)
    expect(await rejection(save({ ...before, apiUrl: 'https://other.example.com/mcp' }, id))).toBe(
      'invalidInput',
    )
    bench.discovery.finds({ issuer: 'https://elsewhere.example' })
    expect(await rejection(save({ ...before, clientId: '' }, id))).toBe('invalidInput')
    expect(bench.account(id)).toEqual(before)

    await bench.accounts.signOut(id)
    await save({ ...before, apiUrl: 'https://other.example.com/mcp' }, id)
    expect(bench.account(id).apiUrl).toBe('https://other.example.com/mcp')
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

  it('gets its URLs by its base URL', async () => {
    const id = await save(jira({ tokenUrl: 'https://evil.example/token' }), null, 'secret')
    expect(bench.account(id)).toMatchObject({
      authorizeUrl: 'https://jira.example.com/jira/rest/oauth2/latest/authorize',
      tokenUrl: 'https://jira.example.com/jira/rest/oauth2/latest/token',
      apiUrl: 'https://jira.example.com/jira',
      sites: [{ id: 'https://jira.example.com/jira', name: 'jira.example.com' }],
    })
  })

  it('needs a client id, a client secret and a scope', async () => {
    expect(await rejection(save(jira()))).toBe('invalidInput')
    expect(await rejection(save(jira({ clientId: '' }), null, 'secret'))).toBe('invalidInput')
    expect(await rejection(save(jira({ scopes: [] }), null, 'secret'))).toBe('invalidInput')
    expect(bench.snapshot().accounts).toEqual([])
  })
})

it('nothing but settings gets into a record', async () => {
  const id = await save(server())
  await save({ ...bench.account(id), name: 'other' }, id)
  expect(Object.keys(bench.disk.accounts[0]!).sort()).toEqual(Object.keys(accountRecord()).sort())
})

it('an account stays of its kind', async () => {
  const id = await save(server())
  expect(await rejection(save({ ...bench.account(id), kind: 'jira-cloud' }, id, 'secret'))).toBe(
    'invalidInput',
  )
  expect(bench.account(id).kind).toBe('mcp-server')
})
