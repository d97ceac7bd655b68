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

test('--url is refused for a kind whose URLs are Atlassian’s', () => {
  const url = given({ url: 'https://jira.example.com' })
  expect(() => checkUrlOption(url, 'jira-cloud')).toThrow(/^--url is for accounts of other kinds: MCP server/)
  expect(() => checkUrlOption(url, 'mcp-server')).not.toThrow()
  expect(() => checkUrlOption(given({}), 'jira-cloud')).not.toThrow()
})

test('a URL with a password in it is refused by the name of its option, and the password not repeated', () => {
  for (const option of ['url', 'api-url', 'token-url', 'callback-url']) {
    const read = () => settingsIn(given({ [option]: 'https://me:hidden@jira.example.com/' }))
    expect(read).toThrow(`--${option} is not right: User and password must not be in a URL.`)
  }
})
