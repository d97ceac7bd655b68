import { describe, expect, test } from 'vitest'
import { missingFields } from '../../../src/renderer/form/field-errors.ts'
import { initialValues, saveArgs, withFound } from '../../../src/renderer/form/form-values.ts'
import { beginAccount } from '../../../src/renderer/welcome/begin-account.ts'
import { orderKinds } from '../../../src/renderer/welcome/kind-choices.tsx'
import { accountKinds, kindTraits } from '../../../src/shared/account-kinds.ts'
import { accountFormSchema } from '../../../src/shared/account.ts'
import type { AccountSnapshot } from '../../../src/shared/snapshot.ts'
import { viewAccount } from '../../../src/shared/account-view.ts'
import { canBeRenewed } from '../../../src/main/tray/tray-model.ts'
import { accountControls } from '../../../src/renderer/accounts/account-controls.ts'
import { accountHelps } from '../../../src/renderer/accounts/account-helps.ts'
import { accountFixture, currentToken, mcpServerFixture } from '../../../scripts/fixtures/accounts.ts'
import { discoveredServer } from '../../support/fakes/fake-discovery.ts'

describe('the form of a new account', () => {
  test.each(accountKinds)('of kind %s starts with the defaults of that kind', (kind) => {
    const values = initialValues(null, null, kind)
    expect(values).toMatchObject({ kind, clientId: '', redirectUri: kindTraits[kind].defaults.redirectUri })
  })

  test('asks only for what the kind needs', () => {
    const missing = (kind: (typeof accountKinds)[number]) =>
      Object.keys(missingFields(initialValues(null, null, kind))).sort()
    expect(missing('jira-cloud')).toEqual(['clientId', 'clientSecret', 'name'])
    expect(missing('jira-data-center')).toEqual(['apiUrl', 'clientId', 'clientSecret', 'name'])
    expect(missing('service-account')).toEqual(['clientId', 'clientSecret', 'name'])
    expect(missing('mcp-server')).toEqual(['apiUrl', 'name', 'redirectUri'])
  })

  test('of an MCP server is complete after discovery', () => {
    const values = withFound(initialValues(null, null, 'mcp-server'), discoveredServer())
    expect(missingFields(values)).toEqual({})
    const { form, clientSecret } = saveArgs(null, values)
    expect(accountFormSchema.parse(form)).toEqual(form)
    expect(form).toMatchObject({
      name: 'mcp.example.com',
      clientId: '',
      resource: discoveredServer().resource,
    })
    // there is no secret, and none is entered
    expect(clientSecret).toEqual({ kind: 'unchanged' })
  })

  test('of a Jira Data Center sends the URLs derived from the base URL', () => {
    const values = { ...initialValues(null, null, 'jira-data-center'), apiUrl: 'https://jira.example.com/' }
    expect(saveArgs(null, values).form).toMatchObject({
      tokenUrl: 'https://jira.example.com/rest/oauth2/latest/token',
      apiUrl: 'https://jira.example.com',
    })
  })
})

describe('an MCP server that is discovered again', () => {
  const values = initialValues(mcpServerFixture(0), null)

  test('keeps its client ID and name', () => {
    expect(withFound(values, discoveredServer())).toMatchObject({
      clientId: 'c-81f0ab',
      name: 'mcp.example.com',
    })
  })

  test('loses its client ID if the authorization server has changed', () => {
    expect(withFound(values, discoveredServer({ issuer: 'https://other.example' })).clientId).toBe('')
  })
})

describe('a service account', () => {
  const account = (change: Partial<AccountSnapshot> = {}) =>
    accountFixture(0, {
      kind: 'service-account',
      token: currentToken(0, 30 * 60_000, { hasRefreshToken: false }),
      renewsAtMs: 25 * 60_000,
      ...change,
    })

  test('of the form is complete with name, client ID, and secret', () => {
    const entered = { name: 'ci', clientId: 'id', clientSecret: 'secret' }
    const values = { ...initialValues(null, null, 'service-account'), ...entered }
    expect(missingFields(values)).toEqual({})
    const { form } = saveArgs(null, values)
    expect(accountFormSchema.parse(form)).toEqual(form)
    expect(form).toMatchObject({ kind: 'service-account', scopes: [] })
  })

  test('is renewed like any other, without a refresh token', () => {
    expect(accountControls(account(), 0)).toMatchObject({ main: 'copy', renewSignsIn: false, hasToken: true })
    expect(accountHelps(account(), 0)).toEqual([])
    expect(viewAccount(account(), 0)).toMatchObject({
      state: 'valid',
      status: expect.stringMatching(/renews at/) as string,
    })
    expect(canBeRenewed(account())).toBe(true)
  })

  test.each<[string, Partial<AccountSnapshot>]>([
    ['its secret is rejected', { problem: { kind: 'misconfigured', reason: 'clientSecretRefused' } }],
    [
      'its secret is missing',
      { token: { kind: 'none' }, problem: { kind: 'misconfigured', reason: 'clientSecretMissing' } },
    ],
    [
      'it could not be removed',
      { token: { kind: 'none' }, problem: { kind: 'signInNeeded', reason: 'notSignedIn' } },
    ],
  ])('never offers a sign-in: %s', (_when, change) => {
    expect(accountControls(account(change), 0)).toMatchObject({
      main: 'editAccount',
      mainLabel: 'Edit account',
    })
  })
})

test('the first Jira Cloud account starts with the guide, all others with their form', () => {
  const accounts = [accountFixture(0)]
  expect(beginAccount('jira-cloud', { accounts: [] }, false)).toEqual({ page: 'guide' })
  expect(beginAccount('jira-cloud', { accounts: [] }, true)).toEqual({
    page: 'newAccountForm',
    kind: 'jira-cloud',
  })
  expect(beginAccount('jira-cloud', { accounts }, false)).toEqual({
    page: 'newAccountForm',
    kind: 'jira-cloud',
  })
  const server = { page: 'newAccountForm', kind: 'mcp-server' }
  expect(beginAccount('mcp-server', { accounts: [] }, false)).toEqual(server)
  expect(beginAccount('mcp-server', { accounts }, false, 'atlassian')).toEqual({
    ...server,
    preset: 'atlassian',
  })
})

test('the first two cards are AI clients and the Jira API, which comes first if a Jira app was found', () => {
  expect(orderKinds(false).slice(0, 2)).toEqual(['mcp-server', 'jira-cloud'])
  expect(orderKinds(true).slice(0, 2)).toEqual(['jira-cloud', 'mcp-server'])
  for (const hasJiraApp of [true, false])
    expect(orderKinds(hasJiraApp).toSorted()).toEqual(accountKinds.toSorted())
})
