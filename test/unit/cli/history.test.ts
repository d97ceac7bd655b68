import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { historyReport } from '../../../src/cli/commands/history.ts'
import type { HistoryAnswer } from '../../../src/shared/history.ts'

const at = '2030-01-31T12:00:00.000Z'
const message =
  'Atlassian refused the refresh token. The server’s answer: unknown or invalid refresh token. Sign in again.'
const answer: HistoryAnswer = {
  account: { id: '1', name: 'an account whose name has forty-four letters' },
  summary: {
    since: at,
    renewals: 2,
    failures: 1,
    issued: [
      { client: 'jira-token', count: 12, lastAt: at },
      { client: 'a-dashboard-with-a-long-name', count: 3, lastAt: at },
    ],
    copied: 1,
    withoutTokenSec: 5400,
  },
  events: [
    { kind: 'signedIn', at, person: 'Ada Lovelace' },
    { kind: 'renewed', at, hadLeftSec: 300, expiresAt: at },
    { kind: 'issued', at, since: at, client: 'a-dashboard-with-a-long-name', count: 3 },
    { kind: 'wokeUp', at },
    { kind: 'failed', at, code: 'refreshTokenRefused', message },
    { kind: 'renewed', at, hadLeftSec: 0, expiresAt: at },
  ],
}

test.each([60, 80, 120])('the history fits %i columns, and nothing is lost', (columns) => {
  const report = historyReport(answer, 20, columns)
  for (const line of report.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
  const text = report.replaceAll(/\s+/g, ' ')
  for (const part of [
    message,
    '2, and 1 failure',
    'jira-token 12, a-dashboard-with-a-long-name 3, clipboard 1',
  ])
    expect(text).toContain(part)
  expect(text).toMatch(/time without a valid token 90 min /)
})

test('the newest events are shown, and how many came before', () => {
  const lines = historyReport(answer, 2, Infinity).split('\n')
  expect(lines.at(-3)).toBe('4 earlier events, see --all')
  expect(lines.at(-1)).toMatch(/ {2}renewed +the old token had expired$/)
  const nothing = { ...answer, events: [], summary: { ...answer.summary, since: null } }
  expect(historyReport(nothing, 20, 80)).toMatch(/: nothing has happened yet$/)
})
