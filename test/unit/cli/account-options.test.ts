import { expect, onTestFinished, test, vi } from 'vitest'
import {
  checkUrlOption,
  noteSecretInUrl,
  settingsIn,
  type SettingValues,
} from '../../../src/cli/accounts/account-options.ts'
import { flagOf } from '../../../src/cli/command.ts'

const given = (values: Partial<SettingValues>): SettingValues => ({
  clientId: null,
  callbackUrl: null,
  scopes: null,
  authorizeUrl: null,
  tokenUrl: null,
  apiUrl: null,
  url: null,
  trustIssuer: null,
  buffer: null,
  noAutoRenewal: false,
  autoRenewal: false,
  ...values,
})

test('--url is refused for a kind that always uses Atlassian’s URLs', () => {
  const url = 'https://jira.example.com'
  expect(() => checkUrlOption(url, 'jira-cloud')).toThrow(/^--url only works for MCP server/)
  expect(() => checkUrlOption(url, 'mcp-server')).not.toThrow()
  expect(() => checkUrlOption(null, 'jira-cloud')).not.toThrow()
})

test('a URL that contains a password is refused by option name, without repeating the password', () => {
  for (const option of ['url', 'apiUrl', 'tokenUrl', 'callbackUrl']) {
    const read = () => settingsIn(given({ [option]: 'https://me:hidden@jira.example.com/' }))
    expect(read).toThrow(`${flagOf(option)} is not valid: A URL must not contain a user name or password.`)
  }
})

test('a URL with a parameter that may be a secret is stored with a warning, which doesn’t repeat it', () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => written.mockRestore())
  noteSecretInUrl(settingsIn(given({ url: 'https://mcp.example.com/mcp?api_key=hidden&site=1' })))
  noteSecretInUrl(settingsIn(given({ tokenUrl: 'https://example.com/token?Access_Token=hidden' })))
  noteSecretInUrl(settingsIn(given({ url: 'https://mcp.example.com/mcp?site=1' })))
  const text = written.mock.calls.map(([line]) => String(line))
  expect(text).toHaveLength(2)
  expect(text[0]).toMatch(/“api_key”, which may be a secret.*settings, in plain text/)
  expect(text.join('')).not.toContain('hidden')
})
