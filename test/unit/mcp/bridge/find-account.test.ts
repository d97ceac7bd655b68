import { describe, expect, it } from 'vitest'
import { accountForUrl } from '../../../../src/mcp/bridge/find-account.ts'
import { accountStatus, statusWith } from '../../../support/account-status.ts'

const url = 'https://mcp.example.com/mcp'
const server = (id: string, of: string, change: Parameters<typeof accountStatus>[0] = {}) =>
  accountStatus({ id, name: id, kind: 'mcp-server', url: of, ...change })
const jira = accountStatus({ id: 'jira', isDefault: true })

const found = (status: ReturnType<typeof statusWith>, of = url) => {
  const answer = accountForUrl(status, of)
  return answer.kind === 'found' ? answer.account.id : null
}

describe('the account of an MCP server', () => {
  it('is found by the server’s URL, whatever the default account is', () => {
    expect(found(statusWith(jira, server('tools', url)))).toBe('tools')
  })

  it('is found even if the host or the end of the URL is spelled differently', () => {
    expect(found(statusWith(server('tools', url)), 'HTTPS://MCP.example.com:443/mcp/')).toBe('tools')
  })

  it.each([
    'https://mcp.example.com/other',
    'https://mcp.example.com/mcp?tenant=2',
    'https://mcp.example.com:8443/mcp',
    'http://mcp.example.com/mcp',
    'https://mcp.example.com.evil.example/mcp',
    'nonsense',
  ])('does not match another URL: %s', (other) => {
    expect(found(statusWith(jira, server('tools', url)), other)).toBeNull()
  })

  it('is the default one of several, or otherwise one that is signed in', () => {
    const [one, two] = [server('one', url, { hasAccessToken: false }), server('two', url)]
    expect(found(statusWith(one, two))).toBe('two')
    expect(found(statusWith({ ...one, isDefault: true }, two))).toBe('one')
  })

  it('can be added, and the error says how', () => {
    const inQuotes = process.platform === 'win32' ? `"${url}?a=1&b=2"` : `'${url}?a=1&b=2'`
    expect(accountForUrl(statusWith(jira), `${url}?a=1&b=2`)).toEqual({
      kind: 'none',
      advice: `No account for ${url}?a=1&b=2 yet. Add one: jira-token accounts add mcp.example.com --kind mcp-server --url ${inQuotes}, then sign in: jira-token sign-in mcp.example.com`,
    })
  })
})
