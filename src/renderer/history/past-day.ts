import type { HistoryEvent } from '../../shared/history.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { durationText } from '../../shared/time-text.ts'

const dayMs = 24 * 60 * 60_000

/** A part of the past 24 hours. What the history doesn't tell is in no part. */
interface Span {
  readonly kind: 'valid' | 'expired' | 'asleep'
  readonly fromMs: number
  readonly toMs: number
}

export interface PastDay {
  readonly fromMs: number
  readonly spans: readonly Span[]
  readonly renewals: readonly number[]
  readonly failures: readonly number[]
}

interface Change {
  readonly atMs: number
  /** When the token that came then expires; null: there was none from then on, unknown: the history doesn't tell. */
  readonly expiresAtMs: number | null | 'unknown'
  /** What the change tells about the time before it. */
  readonly wasValid: boolean | null
}

function toChange(event: HistoryEvent): Change[] {
  const { atMs } = event
  if (event.kind === 'renewed')
    return [{ atMs, expiresAtMs: event.expiresAtMs, wasValid: event.hadLeftSec > 0 }]
  if (event.kind === 'signedIn') return [{ atMs, expiresAtMs: 'unknown', wasValid: null }]
  return event.kind === 'signedOut' ? [{ atMs, expiresAtMs: null, wasValid: null }] : []
}

/** The spans between one change and the next. */
function between(change: Change, next: Change): Span[] {
  const { atMs: fromMs, expiresAtMs } = change
  const toMs = next.atMs
  if (expiresAtMs === null) return []
  if (next.wasValid === true) return [{ kind: 'valid', fromMs, toMs }]
  if (expiresAtMs === 'unknown') return []
  const endMs = Math.min(expiresAtMs, toMs)
  return [
    { kind: 'valid', fromMs, toMs: endMs },
    { kind: 'expired', fromMs: endMs, toMs },
  ]
}

/** The account's past 24 hours, as far as its history (oldest first) and its token tell. */
export function pastDay(
  events: readonly HistoryEvent[],
  token: AccountSnapshot['token'],
  nowMs: number,
): PastDay {
  const fromMs = nowMs - dayMs
  const changes = events.flatMap(toChange)
  const last = changes.at(-1)
  // the current token is known even if the history is not
  const current: Change[] =
    token.kind === 'held' && last?.expiresAtMs !== token.expiresAtMs
      ? [
          {
            atMs: Math.max(token.obtainedAtMs, last?.atMs ?? 0),
            expiresAtMs: token.expiresAtMs,
            wasValid: null,
          },
        ]
      : []
  const all = [...changes, ...current, { atMs: nowMs, expiresAtMs: null, wasValid: null }]
  const validity = all.slice(1).flatMap((next, at) => between(all[at] ?? next, next))
  const asleep = events.flatMap((event): Span[] =>
    event.kind === 'wokeUp' && event.sinceMs !== undefined
      ? [{ kind: 'asleep', fromMs: event.sinceMs, toMs: event.atMs }]
      : [],
  )
  const spans = [...validity, ...asleep]
    .map((span) => ({ ...span, fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, nowMs) }))
    .filter((span) => span.toMs > span.fromMs)
  const times = (kind: HistoryEvent['kind']) =>
    events.filter((event) => event.kind === kind && event.atMs >= fromMs).map(({ atMs }) => atMs)
  return { fromMs, spans, renewals: times('renewed'), failures: times('failed') }
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

/** The past day in words. */
export function pastDayText({ spans, renewals, failures }: PastDay): string {
  const total = (kind: Span['kind']) =>
    spans.filter((span) => span.kind === kind).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  const parts = (['valid', 'expired', 'asleep'] as const)
    .filter((kind) => total(kind) >= 60_000)
    .map((kind) => `${kind} for ${durationText(total(kind))}`)
  return [
    ...parts,
    ...(renewals.length > 0 ? [count(renewals.length, 'renewal')] : []),
    ...(failures.length > 0 ? [count(failures.length, 'failed renewal')] : []),
  ].join(', ')
}

/** How many tokens each program was given since a time, the most first. */
export function usesSince(
  events: readonly HistoryEvent[],
  sinceMs: number,
): readonly (readonly [client: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const event of events)
    if (event.kind === 'issued' && event.atMs >= sinceMs)
      counts.set(event.client, (counts.get(event.client) ?? 0) + event.count)
  return [...counts].toSorted(([, a], [, b]) => b - a)
}
