import { expect, test } from 'vitest'
import { historyDays } from '../../../src/renderer/history/history-view.tsx'
import { groupEvents, groupLine, matchesHistoryFilter } from '../../../src/renderer/history/history-groups.ts'
import { historyLine } from '../../../src/renderer/history/history-line.ts'
import type { HistoryEvent } from '../../../src/shared/history.ts'
import { clockText } from '../../../src/shared/time-text.ts'
import { historyFixture } from '../../../scripts/fixtures/history.ts'

const nowMs = new Date('2026-11-23T14:16:53').getTime()

test('the history is grouped by day, newest first', () => {
  const days = historyDays(historyFixture(nowMs), nowMs)
  expect(days.map((day) => day.label)).toEqual(['Today', 'Yesterday'])
  const times = days.flatMap((day) => day.groups.map(([last]) => last.atMs))
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})

test('older days show their date', () => {
  const event: HistoryEvent = { kind: 'copied', atMs: new Date('2026-11-02T10:00:00').getTime() }
  expect(historyDays([event], nowMs)[0]?.label).toMatch(/2/)
})

test('an empty history has no days', () => {
  expect(historyDays([], nowMs)).toEqual([])
})

const renewedAt = (atMs: number, hadLeftSec = 300): HistoryEvent => ({
  kind: 'renewed',
  atMs,
  hadLeftSec,
  leftSec: 3600,
  expiresAtMs: atMs + 3_600_000,
  nextAtMs: atMs + 3_300_000,
})

test('a renewal shows how much time was left', () => {
  expect(historyLine(renewedAt(nowMs))).toMatchObject({ title: 'Renewed', detail: 'Had 5 min left' })
  expect(historyLine(renewedAt(nowMs, 0)).detail).toBe('Had expired')
})

test('what is alike shares a line per day', () => {
  const uses = (minutes: number, client: string, count: number): HistoryEvent => ({
    kind: 'issued',
    atMs: nowMs - minutes * 60_000,
    sinceMs: nowMs - (minutes + 5) * 60_000,
    client,
    count,
  })
  const groups = groupEvents([
    uses(0, 'curl', 2),
    renewedAt(nowMs - 60_000),
    uses(2, 'curl', 3),
    uses(3, 'report.py', 1),
    { kind: 'failed', atMs: nowMs - 240_000, code: 'offline' },
    { kind: 'failed', atMs: nowMs - 300_000, code: 'offline' },
    renewedAt(nowMs - 360_000, 0),
  ])
  expect(groups.map(groupLine).map(({ title, detail }) => [title, detail])).toEqual([
    ['Used by curl', `5× since ${clockText(nowMs - 7 * 60_000, nowMs)}`],
    ['Renewed 2 times', '1 of them after the token had expired'],
    ['Used by report.py', ''],
    ['Renewal failed', expect.stringContaining('reached')],
    ['Renewal failed', expect.stringContaining('reached')],
  ])
})

test.each([
  ['renewals', ['renewed', 'failed']],
  ['problems', ['failed']],
  ['uses', ['issued']],
] as const)('the filter “%s” shows %j', (filter, kinds) => {
  const events: HistoryEvent[] = [
    renewedAt(nowMs),
    { kind: 'failed', atMs: nowMs, code: 'offline' },
    { kind: 'issued', atMs: nowMs, sinceMs: nowMs, client: 'curl', count: 1 },
    { kind: 'wokeUp', atMs: nowMs },
  ]
  expect(events.filter((event) => matchesHistoryFilter(event, filter)).map(({ kind }) => kind)).toEqual(kinds)
})

test('tokens for one program share a line, with their number and start time', () => {
  const sinceMs = nowMs - 60_000
  const event: HistoryEvent = { kind: 'issued', atMs: nowMs, sinceMs, client: 'curl', count: 1 }
  expect(historyLine(event)).toMatchObject({ title: 'Used by curl', detail: '' })
  expect(historyLine({ ...event, client: 'jira-token-mcp' }).title).toBe('Used by the MCP bridge')
  expect(historyLine({ ...event, count: 12 }).detail).toBe(`12× since ${clockText(sinceMs, nowMs)}`)
})

test('every kind of event has a text', () => {
  for (const event of historyFixture(nowMs)) expect(historyLine(event).title).not.toBe('')
})
