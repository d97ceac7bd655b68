import { expect, test } from 'vitest'
import { testReport } from '../../../src/cli/commands/test.ts'
import { guessText } from '../../../src/client/token-variables.ts'

const answer = {
  account: { id: '1', name: 'work' },
  milliseconds: 7,
  sites: [],
  server: null,
  person: null,
  personError: null,
}

test('jira-token test says that a token works for no site, and what to do', () => {
  expect(testReport(answer)).toMatch(/sites +none\. This account has access to no site\. Sign in again/)
})

test('jira-token run and env say that they add no cloud ID because there is no site', () => {
  expect(guessText({ accountId: '1', variables: {}, guessedFrom: [], hasNoSite: true })).toMatch(
    /no site\. No ATLASSIAN_OAUTH_CLOUD_ID was added\. Sign in again/,
  )
  expect(guessText({ accountId: '1', variables: {}, guessedFrom: [], hasNoSite: false })).toBeNull()
})
