import { expect, test } from 'vitest'
import { historyDays } from '../../../src/renderer/history/history-view.tsx'
import { historyLine } from '../../../src/renderer/history/history-line.ts'
import type { HistoryEvent } from '../../../src/shared/history.ts'
import { clockText } from '../../../src/shared/time-text.ts'
import { historyFixture } from '../../../scripts/fixtures/history.ts'

const nowMs = new Date('2026-11-23T14:16:53').getTime()

test('the history is grouped by day, newest first', () => {
  const days = historyDays(historyFixture(nowMs), nowMs)
  expect(days.map((day) => day.label)).toEqual(['Today', 'Yesterday'])
  const times = days.flatMap((day) => day.events.map((event) => event.atMs))
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})

test('older days show their date', () => {
  const event: HistoryEvent = { kind: 'copied', atMs: new Date('2026-11-02T10:00:00').getTime() }
  expect(historyDays([event], nowMs)[0]?.label).toMatch(/2/)
})

test('an empty history has no days', () => {
  expect(historyDays([], nowMs)).toEqual([])
})

test('a renewal shows how much time was left and when the next one is due', () => {
  const renewed: HistoryEvent = {
    kind: 'renewed',
    atMs: nowMs,
    hadLeftSec: 300,
    leftSec: 3600,
    expiresAtMs: nowMs + 3_600_000,
    nextAtMs: nowMs + 3_300_000,
  }
  expect(historyLine(renewed)).toMatchObject({
    title: 'Renewed',
    detail: `Had 5 min left · next ${clockText(nowMs + 3_300_000, nowMs)}`,
  })
  expect(historyLine({ ...renewed, hadLeftSec: 0, nextAtMs: null }).detail).toBe('Had expired')
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
