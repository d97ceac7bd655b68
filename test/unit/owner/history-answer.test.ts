import { expect, test } from 'vitest'
import { toHistory } from '../../../src/owner/api/history-answer.ts'
import { historyAnswerSchema, type HistoryEvent } from '../../../src/shared/history.ts'

const minuteMs = 60_000
const renewed = (atMin: number, hadLeftMin = 5): HistoryEvent => ({
  kind: 'renewed',
  atMs: atMin * minuteMs,
  hadLeftSec: hadLeftMin * 60,
  leftSec: 3600,
  expiresAtMs: (atMin + 60) * minuteMs,
  nextAtMs: null,
})
const signedIn = (atMin: number): HistoryEvent => ({
  kind: 'signedIn',
  atMs: atMin * minuteMs,
  person: 'Ada',
})
const signedOut = (atMin: number): HistoryEvent => ({ kind: 'signedOut', atMs: atMin * minuteMs })
const failed = (atMin: number): HistoryEvent => ({
  kind: 'failed',
  atMs: atMin * minuteMs,
  code: 'providerFailed',
  detail: 'HTTP 500',
})
const issued = (atMin: number, client: string, count: number): HistoryEvent => ({
  kind: 'issued',
  atMs: atMin * minuteMs,
  sinceMs: (atMin - 1) * minuteMs,
  client,
  count,
})

const gapMin = (events: HistoryEvent[], nowMin: number) =>
  toHistory(events, nowMin * minuteMs).summary.withoutTokenSec / 60

test('the time without a token is what lies between an expiry and the next token, sign-in, or sign-out', () => {
  expect(gapMin([], 100)).toBe(0)
  expect(gapMin([renewed(0), renewed(55)], 100)).toBe(0)
  expect(gapMin([renewed(0), failed(55), failed(70), renewed(90, 0)], 100)).toBe(30)
  expect(gapMin([renewed(0), signedIn(80)], 500)).toBe(20)
  expect(gapMin([renewed(0), signedOut(70)], 500)).toBe(10)
  expect(gapMin([renewed(0), signedOut(30), signedIn(400)], 500)).toBe(0)
  // it has expired, and nothing has happened since
  expect(gapMin([renewed(0)], 100)).toBe(40)
  // nobody knows when the first token expired
  expect(gapMin([signedIn(0), renewed(300, 0)], 310)).toBe(0)
})

test('renewals, failures, and uses are counted, and each event is told with its time', () => {
  const events = [
    issued(1, 'jira-token', 3),
    renewed(2),
    failed(3),
    issued(4, 'python', 2),
    issued(5, 'jira-token', 1),
    { kind: 'copied', atMs: 6 * minuteMs },
  ] satisfies HistoryEvent[]
  const history = toHistory(events, 7 * minuteMs)
  expect(history.summary).toEqual({
    since: '1970-01-01T00:00:00.000Z',
    renewals: 1,
    failures: 1,
    issued: [
      { client: 'jira-token', count: 4, lastAt: '1970-01-01T00:05:00.000Z' },
      { client: 'python', count: 2, lastAt: '1970-01-01T00:04:00.000Z' },
    ],
    copied: 1,
    withoutTokenSec: 0,
  })
  expect(history.events[2]).toEqual({
    kind: 'failed',
    at: '1970-01-01T00:03:00.000Z',
    code: 'providerFailed',
    message: expect.stringContaining('HTTP 500') as string,
  })
  const answer = { account: { id: '1', name: 'work' }, ...history }
  expect(historyAnswerSchema.parse(answer)).toEqual(answer)
})
