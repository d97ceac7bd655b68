import { expect, test } from 'vitest'
import { checkUrlOption, settingsIn } from '../../../src/cli/accounts/account-options.ts'
import type { Given } from '../../../src/cli/command.ts'

const given = (values: Record<string, string>): Given => ({
  positionals: [],
  commandLine: [],
  has: () => false,
  value: (option) => values[option] ?? null,
  values: () => [],
})

test('--url is refused for a kind that always uses Atlassian’s URLs', () => {
  const url = given({ url: 'https://jira.example.com' })
  expect(() => checkUrlOption(url, 'jira-cloud')).toThrow(/^--url only works for MCP server/)
  expect(() => checkUrlOption(url, 'mcp-server')).not.toThrow()
  expect(() => checkUrlOption(given({}), 'jira-cloud')).not.toThrow()
})

test('a URL that contains a password is refused by option name, without repeating the password', () => {
  for (const option of ['url', 'api-url', 'token-url', 'callback-url']) {
    const read = () => settingsIn(given({ [option]: 'https://me:hidden@jira.example.com/' }))
    expect(read).toThrow(`--${option} is not valid: A URL must not contain a user name or password.`)
  }
})
