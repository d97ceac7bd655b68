import type { HistoryEvent, PastDay } from './history.ts'
import type { AccountSnapshot } from './snapshot.ts'
import { durationText } from './time-text.ts'
import { validitySpans } from './validity-spans.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

type Span = PastDay['spans'][number]

/** The account's past 24 hours, as far as its history (oldest first) and its token tell. */
export function pastDay(
  events: readonly HistoryEvent[],
  token: AccountSnapshot['token'],
  nowMs: number,
): PastDay {
  const fromMs = nowMs - dayMs
  const validity = validitySpans(events, nowMs, token.kind === 'held' ? token : null)
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

/** Whether there is enough to show: the day of a new account would be empty. */
export function isKnownDay({ fromMs, spans }: PastDay): boolean {
  return spans.some((span) => span.fromMs < fromMs + dayMs - hourMs)
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
