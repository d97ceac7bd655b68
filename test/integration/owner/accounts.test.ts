import { describe, expect, it } from 'vitest'
import { accountDefaults } from '../../../src/shared/account-defaults.ts'
import { grace } from '../../support/fakes/accounts-harness.ts'
import { everythingUrl } from '../../support/fakes/fake-discovery.ts'
import { refuses, unreachable } from '../../support/fakes/fake-oauth.ts'
import { eventually } from '../../support/eventually.ts'
import { startAccountsApi } from './accounts-api-harness.ts'

const work = { name: 'Work', clientId: 'client-1', clientSecret: 'secret-of-work' }
const back = (state: string) => `http://localhost:8080/callback?code=c&state=${state}`

async function withAccount() {
  const api = await startAccountsApi()
  const { account } = await api.ask('addAccount', '', work)
  return { ...api, id: account.id }
}

/** Signed in manually. */
async function signedIn() {
  const api = await withAccount()
  await api.ask('signIn', 'work', { surface: 'manual' })
  await api.ask('finishSignIn', '', { redirectedTo: 'c' })
  return api
}

describe('accounts over the local API', () => {
  it('get Atlassian’s URLs when they are added, and are listed without the secret', async () => {
    const { ask, harness, id } = await withAccount()
    expect(harness.secrets.items.get(id)).toEqual({ clientSecret: 'secret-of-work', tokenSet: null })
    expect((await ask('listAccounts')).accounts).toEqual([
      {
        id,
        name: 'Work',
        clientId: 'client-1',
        ...accountDefaults,
        autoRenewal: true,
        bufferMinutes: null,
        isDefault: true,
        hasClientSecret: true,
      },
    ])
  })

  it('can be added with every setting', async () => {
    const { ask } = await startAccountsApi()
    const settings = {
      redirectUri: 'http://localhost:9000/back',
      scopes: ['READ', 'WRITE'],
      authorizeUrl: 'https://jira.example/rest/oauth2/latest/authorize',
      tokenUrl: 'https://jira.example/rest/oauth2/latest/token',
      apiUrl: 'https://jira.example',
      autoRenewal: false,
      bufferMinutes: 10,
    }
    await ask('addAccount', '', { ...work, ...settings })
    expect((await ask('listAccounts')).accounts).toMatchObject([{ name: 'Work', ...settings }])
  })

  const mcp = { name: 'tools', kind: 'mcp-server', url: everythingUrl } as const
  const jira = { ...work, kind: 'jira-data-center', baseUrl: 'https://jira.example' } as const
  const elsewhere = 'https://elsewhere.example/x'
  it.each([
    [mcp, { tokenUrl: elsewhere }],
    [mcp, { baseUrl: elsewhere }],
    [mcp, { authorizeUrl: elsewhere }],
    [jira, { authorizeUrl: elsewhere }],
    [jira, { tokenUrl: elsewhere }],
    [jira, { url: elsewhere }],
    [jira, { trustIssuer: elsewhere }],
    [work, { url: elsewhere }],
    [work, { trustIssuer: elsewhere }],
  ])('refuse a setting that has no effect for their kind: %j, %j', async (account, change) => {
    const { ask, refusal } = await startAccountsApi()
    expect(await refusal('addAccount', '', { ...account, ...change })).toMatch(/^400 invalidInput: /)
    await ask('addAccount', '', account)
    const before = await ask('listAccounts')
    expect(await refusal('changeAccount', account.name, change)).toMatch(/^400 invalidInput: /)
    expect(await ask('listAccounts')).toEqual(before)
  })

  it('of MCP servers take parameters for the authorize URL', async () => {
    const { ask } = await startAccountsApi()
    await ask('addAccount', '', mcp)
    const authorizeUrl = 'https://auth.example.com/authorize?access_type=offline'
    await ask('changeAccount', 'tools', { authorizeUrl })
    expect((await ask('listAccounts')).accounts).toMatchObject([{ authorizeUrl }])
  })

  it('of MCP servers whose URL leads to another issuer need that issuer', async () => {
    const { ask, refusal, harness } = await startAccountsApi()
    const issuer = 'https://cf.example.net'
    harness.discovery.finds({ issuer, needsTrust: true })
    expect(await refusal('addAccount', '', mcp)).toMatch(
      /^502 issuerMismatch: .*cf\.example\.net.*auth\.example\.com/,
    )
    await ask('addAccount', '', { ...mcp, trustIssuer: issuer })
    expect((await ask('listAccounts')).accounts).toMatchObject([{ issuer }])
  })

  it('of MCP servers ask for required scopes, if they are for that server', async () => {
    const { ask } = await startAccountsApi()
    await ask('addAccount', '', mcp)
    const scopes = ['mcp:write']
    expect(await ask('requestScopes', 'tools', { url: elsewhere, scopes })).toEqual({ requested: false })
    expect(await ask('requestScopes', 'tools', { url: everythingUrl, scopes })).toEqual({ requested: true })
    expect((await ask('listAccounts')).accounts).toMatchObject([
      { scopes: ['mcp:tools', 'offline_access', 'mcp:write'] },
    ])
  })

  it.each([
    [{ ...work, name: ' ' }, /^400 badRequest: name is not valid: The name is missing\./],
    [{ ...work, clientSecret: undefined }, /^400 invalidInput: The client secret is missing\./],
    [{ ...work, clientId: undefined }, /^400 invalidInput: The client ID is missing\./],
    [{ name: 'Tools', kind: 'mcp-server' }, /^400 invalidInput: Missing Server URL\./],
    [{ ...work, kind: 'jira-data-center' }, /^400 invalidInput: Missing Base URL\./],
    [{ ...work, kind: 'jira' }, /^400 badRequest: kind is not valid/],
    [{ ...work, tokenUrl: 'http://example.org' }, /^400 badRequest: tokenUrl is not valid: Must be an https/],
    [{ ...work, bufferMinutes: 31 }, /^400 badRequest: bufferMinutes is not valid/],
    [{ ...work, scopes: 'one two' }, /^400 badRequest: scopes is not valid/],
    [{ ...work, name: 'default' }, /^400 invalidInput: The name “default”/],
  ])('are refused with invalid values: %#', async (account, refusal) => {
    const api = await startAccountsApi()
    expect(await api.refusal('addAccount', '', account)).toMatch(refusal)
    expect((await api.ask('listAccounts')).accounts).toEqual([])
  })

  it('have unique names', async () => {
    const { refusal } = await withAccount()
    expect(await refusal('addAccount', '', { ...work, name: 'WORK' })).toMatch(
      /^400 invalidInput: Another account has this name\./,
    )
  })

  it('can be changed field by field, keeping the rest', async () => {
    const { ask, harness, id } = await withAccount()
    await ask('changeAccount', 'work', { name: 'Office', bufferMinutes: 7 })
    await ask('changeAccount', 'office', { autoRenewal: false })
    expect((await ask('listAccounts')).accounts).toMatchObject([
      { id, name: 'Office', bufferMinutes: 7, autoRenewal: false, clientId: 'client-1' },
    ])
    expect(harness.secrets.items.get(id)?.clientSecret).toBe('secret-of-work')
    await ask('changeAccount', id, { clientSecret: 'secret-of-another', bufferMinutes: null })
    expect(harness.secrets.items.get(id)?.clientSecret).toBe('secret-of-another')
    expect((await ask('listAccounts')).accounts).toMatchObject([{ bufferMinutes: null }])
  })

  it('can be made the default', async () => {
    const { ask } = await withAccount()
    await ask('addAccount', '', { ...work, name: 'Play' })
    expect(await ask('useAccount', 'play')).toMatchObject({ account: { name: 'Play' } })
    expect((await ask('listAccounts')).accounts.map(({ isDefault }) => isDefault)).toEqual([false, true])
    for (const name of ['default', 'Default', ' DEFAULT'])
      expect(await ask('useAccount', name)).toMatchObject({ account: { name: 'Play' } })
    await ask('removeAccount', 'play')
    expect((await ask('status')).accounts).toMatchObject([{ name: 'Work', isDefault: true }])
  })

  it('are removed with everything that belongs to them', async () => {
    const { ask, harness, id } = await signedIn()
    expect(await ask('removeAccount', 'work')).toEqual({ account: { id, name: 'Work' } })
    expect(harness.secrets.items.size).toBe(0)
    expect((await ask('listAccounts')).accounts).toEqual([])
  })

  it('have a history, without secrets', async () => {
    const { ask, id } = await signedIn()
    await ask('renew', 'work')
    const { account, summary, events } = await ask('history', 'work')
    expect(account).toEqual({ id, name: 'Work' })
    expect(summary).toMatchObject({ renewals: 1, failures: 0, issued: [{ count: 1 }], withoutTokenSec: 0 })
    expect(events.map(({ kind }) => kind)).toEqual(['signedIn', 'renewed', 'issued'])
  })

  it('answer 404 on every route if they don’t exist', async () => {
    const { refusal } = await withAccount()
    const routes = [
      'changeAccount',
      'removeAccount',
      'useAccount',
      'signIn',
      'awaitSignIn',
      'history',
    ] as const
    for (const route of [...routes, 'cancelSignIn', 'signOut'] as const)
      expect(await refusal(route, 'nobody')).toMatch(/^404 accountNotFound: /)
    expect(await refusal('answerSignIn', 'nobody', { proceed: true })).toMatch(/^404 accountNotFound: /)
    expect(await refusal('importTokens', 'nobody', { refreshToken: 'x' })).toMatch(/^404 accountNotFound: /)
    const finish = { redirectedTo: 'c', account: 'nobody' }
    expect(await refusal('finishSignIn', '', finish)).toMatch(/^404 accountNotFound: /)
  })

  it('stay as they were if the keychain won’t remove their secrets', async () => {
    const { ask, refusal, harness } = await signedIn()
    harness.secrets.break('keychainLocked', ['remove'])
    expect(await refusal('removeAccount', 'work')).toMatch(/^503 keychainLocked: /)
    expect((await ask('status')).accounts).toMatchObject([{ name: 'Work', valid: true }])
  })
})

describe('signing in over the local API', () => {
  it('manually returns the page, waits, and finishes with the redirected URL', async () => {
    const { ask, id } = await withAccount()
    expect(await ask('signIn', 'work', { surface: 'manual' })).toEqual({
      url: 'https://provider.example/?state=state-1',
    })
    expect((await ask('status')).accounts[0]?.signIn).toEqual({ surface: 'manual', question: null })
    const awaited = ask('awaitSignIn', 'work')
    expect(await ask('finishSignIn', '', { redirectedTo: back('state-1') })).toEqual({
      account: { id, name: 'Work' },
      question: null,
    })
    expect(await awaited).toEqual({ question: null })
    expect((await ask('status')).accounts).toMatchObject([{ valid: true, signIn: null, signInError: null }])
  })

  it('in the browser also returns the page', async () => {
    const { ask, harness } = await withAccount()
    expect(await ask('signIn', 'work', { surface: 'browser' })).toEqual({
      url: 'https://provider.example/?state=state-1',
    })
    harness.surfaces.browser.redirect()
    expect(await ask('awaitSignIn', 'work')).toEqual({ question: null })
  })

  it('in the window returns no page', async () => {
    const { ask, harness } = await withAccount()
    expect(await ask('signIn', 'work')).toEqual({ url: null })
    harness.surfaces.window.redirect()
    expect(await ask('awaitSignIn', 'work')).toEqual({ question: null })
  })

  it('is refused while another sign-in is in progress in the window', async () => {
    const { ask, refusal } = await withAccount()
    await ask('signIn', 'work', { surface: 'window' })
    expect(await refusal('signIn', 'work')).toMatch(/^409 signInRunning: /)
    expect(await refusal('signIn', 'work', { surface: 'pigeon' })).toMatch(/^400 badRequest: surface/)
  })

  it('is refused when the client secret is gone', async () => {
    const { ask, refusal } = await withAccount()
    await ask('signOut', 'work')
    expect(await refusal('signIn', 'work', { surface: 'manual' })).toMatch(/^409 clientSecretMissing: /)
  })

  it('reports a failure to the waiting request and in the status', async () => {
    const { ask, refusal, harness } = await withAccount()
    await ask('signIn', 'work', { surface: 'manual' })
    harness.oauth.exchanges({ kind: 'failed', code: 'consentDenied' })
    const awaited = refusal('awaitSignIn', 'work')
    expect(await refusal('finishSignIn', '', { redirectedTo: 'c' })).toMatch(/^409 consentDenied: /)
    expect(await awaited).toMatch(/^409 consentDenied: /)
    expect((await ask('status')).accounts[0]?.signInError).toMatchObject({ code: 'consentDenied' })
  })

  it('says what is wrong with the pasted URL, and keeps waiting', async () => {
    const { ask, refusal } = await withAccount()
    await ask('signIn', 'work', { surface: 'manual' })
    expect(await refusal('finishSignIn', '', { redirectedTo: back('x') })).toMatch(/^409 wrongState: /)
    expect(
      await refusal('finishSignIn', '', { redirectedTo: 'http://localhost:8080/callback?code=c' }),
    ).toMatch(/^400 invalidInput: This is not the whole redirect URL/)
    expect(await refusal('finishSignIn', '', { redirectedTo: '' })).toMatch(/^400 badRequest: redirectedTo/)
    expect((await ask('finishSignIn', '', { redirectedTo: back('state-1') })).question).toBe(null)
  })

  it('can be canceled, even when none is in progress', async () => {
    const { ask, refusal } = await withAccount()
    await ask('signIn', 'work', { surface: 'manual' })
    const awaited = refusal('awaitSignIn', 'work')
    await ask('cancelSignIn', 'work')
    expect(await awaited).toMatch(/^409 signInCancelled: /)
    await ask('cancelSignIn', 'work')
    expect(await refusal('finishSignIn', '', { redirectedTo: 'c' })).toMatch(/^409 signInNotBegun: /)
  })

  it('answers signInNotBegun if no sign-in was started', async () => {
    const { refusal } = await withAccount()
    expect(await refusal('awaitSignIn', 'work')).toMatch(/^409 signInNotBegun: /)
    expect(await refusal('answerSignIn', 'work', { proceed: true })).toMatch(/^409 signInNotBegun: /)
  })

  it('as someone else asks first, and goes ahead on yes', async () => {
    const { ask, harness } = await signedIn()
    harness.setPerson(async () => grace)
    await ask('signIn', 'work', { surface: 'manual' })
    const { question } = await ask('finishSignIn', '', { redirectedTo: 'c' })
    expect(question).toMatch(/signed in as Ada Lovelace, but now Grace Hopper signed in/)
    expect((await ask('status')).accounts[0]?.signIn?.question).toBe(question)
    expect(await ask('answerSignIn', 'work', { proceed: true })).toEqual({ question: null })
    expect((await ask('status')).accounts[0]?.person?.name).toBe('Grace Hopper')
  })

  it('as someone else asks first, and changes nothing on no', async () => {
    const { ask, refusal, harness } = await signedIn()
    harness.setPerson(async () => grace)
    await ask('signIn', 'work', { surface: 'manual' })
    await ask('finishSignIn', '', { redirectedTo: 'c' })
    expect(await refusal('answerSignIn', 'work', { proceed: false })).toMatch(/^409 otherPersonDeclined: /)
    expect((await ask('status')).accounts[0]?.person?.name).toBe('Ada Lovelace')
  })

  it('can be finished by an owner that started later', async () => {
    const { ask, harness } = await withAccount()
    await ask('signIn', 'work', { surface: 'manual' })
    const restarted = harness.startApp()
    await restarted.accounts.start()
    const after = await startAccountsApi(harness, restarted)
    expect(await after.refusal('awaitSignIn', 'work')).toMatch(/^409 signInNotBegun: /)
    expect(await after.ask('finishSignIn', '', { redirectedTo: back('state-1') })).toMatchObject({
      account: { name: 'Work' },
      question: null,
    })
    expect((await after.ask('status')).accounts).toMatchObject([{ valid: true }])
  })

  it('and out again deletes the secrets and keeps the account', async () => {
    const { ask, harness, id } = await signedIn()
    expect(await ask('signOut', 'work')).toEqual({ account: { id, name: 'Work' } })
    expect(harness.secrets.items.size).toBe(0)
    expect((await ask('listAccounts')).accounts).toMatchObject([{ name: 'Work', hasClientSecret: false }])
  })
})

describe('importing a refresh token over the local API', () => {
  it('renews the token at once', async () => {
    const { ask, harness } = await withAccount()
    const { refreshToken } = harness.oauth.issuer.signIn()
    await ask('importTokens', 'work', { refreshToken })
    expect((await ask('status')).accounts).toMatchObject([{ valid: true, stored: true }])
    await eventually(async () => (await ask('status')).accounts[0]?.person?.name).toBe('Ada Lovelace')
  })

  it('is refused if someone is signed in, or if the provider refuses the token', async () => {
    const { refusal } = await signedIn()
    expect(await refusal('importTokens', 'work', { refreshToken: 'x' })).toMatch(/^409 alreadySignedIn: /)
    const fresh = await withAccount()
    fresh.harness.oauth.next(refuses)
    expect(await fresh.refusal('importTokens', 'work', { refreshToken: 'x' })).toMatch(
      /^409 refreshTokenRefused: /,
    )
    expect(fresh.harness.secrets.items.get(fresh.id)?.tokenSet).toBe(null)
  })

  it.each(['a\nb', 'a\u001b[31m', 'a\u0000b', 'a\u202eb', 'tokén'])(
    'refuses what can’t be a token: %j',
    async (refreshToken) => {
      const { refusal, harness, id } = await withAccount()
      expect(await refusal('importTokens', 'work', { refreshToken })).toMatch(/^400 invalidInput: /)
      expect(harness.secrets.items.get(id)?.tokenSet).toBe(null)
    },
  )

  it('uses an access token alone, and refuses to import nothing', async () => {
    const { ask, refusal } = await withAccount()
    expect(await refusal('importTokens', 'work', {})).toMatch(/^400 invalidInput: There is no token/)
    await ask('importTokens', 'work', { accessToken: 'found' })
    expect((await ask('status')).accounts).toMatchObject([{ valid: true, hasRefreshToken: false }])
  })

  it('keeps retrying when the provider can’t be reached', async () => {
    const { ask, harness, id } = await withAccount()
    harness.oauth.next(unreachable)
    await ask('importTokens', 'work', { refreshToken: 'kept' })
    expect((await ask('status')).accounts).toMatchObject([{ valid: false, state: 'retrying' }])
    expect(harness.secrets.items.get(id)?.tokenSet?.refreshToken).toBe('kept')
  })
})
