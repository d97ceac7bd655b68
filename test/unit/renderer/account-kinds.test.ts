import { describe, expect, test } from 'vitest'
import { missingFields } from '../../../src/renderer/form/field-errors.ts'
import { initialValues, saveArgs, withFound } from '../../../src/renderer/form/form-values.ts'
import { beginAccount } from '../../../src/renderer/welcome/begin-account.ts'
import { accountKinds, kindTraits } from '../../../src/shared/account-kinds.ts'
import { accountFormSchema } from '../../../src/shared/account.ts'
import { accountFixture, mcpServerFixture } from '../../../scripts/fixtures/accounts.ts'
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

test('the first Jira Cloud account starts with the guide, all others with their form', () => {
  const accounts = [accountFixture(0)]
  expect(beginAccount('jira-cloud', { accounts: [] })).toEqual({ page: 'guide' })
  expect(beginAccount('jira-cloud', { accounts })).toEqual({ page: 'newAccountForm', kind: 'jira-cloud' })
  expect(beginAccount('mcp-server', { accounts: [] })).toEqual({ page: 'newAccountForm', kind: 'mcp-server' })
})
