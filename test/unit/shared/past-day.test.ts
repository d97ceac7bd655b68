import { expect, test } from 'vitest'
import { isKnownDay, pastDay, pastDayText, usesSince } from '../../../src/shared/past-day.ts'
import type { HistoryEvent } from '../../../src/shared/history.ts'
import type { AccountSnapshot } from '../../../src/shared/snapshot.ts'

const hourMs = 3_600_000
const nowMs = 1_000 * hourMs
const ago = (hours: number) => nowMs - hours * hourMs
const none = { kind: 'none' } as const

const renewed = (hours: number, hadLeftSec = 300): HistoryEvent => ({
  kind: 'renewed',
  atMs: ago(hours),
  hadLeftSec,
  leftSec: 3600,
  expiresAtMs: ago(hours) + hourMs,
  nextAtMs: null,
})
const spans = (events: readonly HistoryEvent[]) =>
  pastDay(events, none, nowMs).spans.map(({ kind, fromMs, toMs }) => [
    kind,
    (nowMs - fromMs) / hourMs,
    (nowMs - toMs) / hourMs,
  ])

test('a token is valid until the next one comes, or until it expires', () => {
  expect(spans([renewed(5), renewed(4.5), renewed(2, 0)])).toEqual([
    ['valid', 5, 4.5],
    ['valid', 4.5, 3.5],
    ['expired', 3.5, 2],
    ['valid', 2, 1],
    ['expired', 1, 0],
  ])
})

test('what the history does not tell is left out', () => {
  const signedIn: HistoryEvent = { kind: 'signedIn', atMs: ago(3), person: null }
  expect(spans([])).toEqual([])
  // it had a token, but nobody knows how long that was valid
  expect(spans([signedIn, renewed(1, 0)])).toEqual([['valid', 1, 0]])
  // it was, because it was renewed in time
  expect(spans([signedIn, renewed(2.1)])[0]).toEqual(['valid', 3, 2.1])
})

test('nothing is valid after a sign-out', () => {
  expect(spans([renewed(3), { kind: 'signedOut', atMs: ago(2.5) }])).toEqual([['valid', 3, 2.5]])
})

test('a part that began earlier is cut off, and sleep lies on top', () => {
  const wokeUp: HistoryEvent = { kind: 'wokeUp', atMs: ago(20), sinceMs: ago(30) }
  expect(spans([renewed(24.5), wokeUp])).toEqual([
    ['valid', 24, 23.5],
    ['expired', 23.5, 0],
    ['asleep', 24, 20],
  ])
})

test('the current token is known without a history', () => {
  const token = {
    kind: 'held' as const,
    obtainedAtMs: ago(0.5),
    expiresAtMs: ago(-0.5),
    lifetimeSec: 3600,
    hasRefreshToken: true,
    stored: true,
    scopes: [],
  } satisfies AccountSnapshot['token']
  expect(pastDay([], token, nowMs).spans).toEqual([{ kind: 'valid', fromMs: ago(0.5), toMs: nowMs }])
})

test('says it in words', () => {
  const failed: HistoryEvent = { kind: 'failed', atMs: ago(1), code: 'offline' }
  expect(pastDayText(pastDay([renewed(2), failed], none, nowMs))).toBe(
    'valid for 60 min, expired for 60 min, 1 renewal, 1 failed renewal',
  )
})

test('counts tokens by program', () => {
  const issued = (client: string, count: number, hours: number): HistoryEvent => ({
    kind: 'issued',
    atMs: ago(hours),
    sinceMs: ago(hours),
    client,
    count,
  })
  const events = [
    issued('curl', 1, 30),
    issued('report.py', 2, 2),
    issued('curl', 1, 2),
    issued('report.py', 4, 1),
  ]
  expect(usesSince(events, ago(24))).toEqual([
    ['report.py', 6],
    ['curl', 1],
  ])
})

test('a day is worth showing once an hour of it is known', () => {
  const day = (hours: number) => pastDay([renewed(hours)], none, nowMs)
  expect(isKnownDay(pastDay([], none, nowMs))).toBe(false)
  expect(isKnownDay(day(0.5))).toBe(false)
  expect(isKnownDay(day(1.5))).toBe(true)
})
