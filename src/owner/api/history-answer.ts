import { failureText } from '../../shared/failure-text.ts'
import type { HistoryAnswer, HistoryEntry, HistoryEvent } from '../../shared/history.ts'
import { validitySpans } from '../../shared/validity-spans.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

function toEntry(event: HistoryEvent): HistoryEntry {
  const at = iso(event.atMs)
  switch (event.kind) {
    case 'renewed':
      return { kind: 'renewed', at, hadLeftSec: event.hadLeftSec, expiresAt: iso(event.expiresAtMs) }
    case 'failed':
    case 'signInFailed':
      return { kind: event.kind, at, code: event.code, message: failureText(event.code, event.detail) }
    case 'signedIn':
      return { kind: 'signedIn', at, person: event.person }
    case 'issued':
      return { kind: 'issued', at, since: iso(event.sinceMs), client: event.client, count: event.count }
    case 'signedOut':
    case 'copied':
    case 'wokeUp':
      return { kind: event.kind, at }
  }
}

type Summary = HistoryAnswer['summary']

function countIssued(events: readonly HistoryEvent[]): Summary['issued'] {
  const byClient = new Map<string, { count: number; lastAtMs: number }>()
  for (const event of events) {
    if (event.kind !== 'issued') continue
    const { count, lastAtMs } = byClient.get(event.client) ?? { count: 0, lastAtMs: 0 }
    byClient.set(event.client, { count: count + event.count, lastAtMs: Math.max(lastAtMs, event.atMs) })
  }
  return [...byClient]
    .map(([client, { count, lastAtMs }]) => ({ client, count, lastAt: iso(lastAtMs) }))
    .sort((one, other) => other.count - one.count)
}

/** How long there was no valid token, as far as the events prove it. */
function withoutTokenMs(events: readonly HistoryEvent[], nowMs: number): number {
  const expired = validitySpans(events, nowMs, null).filter(({ kind }) => kind === 'expired')
  return expired.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
}

/** The history of an account as other programs get it. `events`: oldest first. */
export function toHistory(
  events: readonly HistoryEvent[],
  nowMs: number,
): Pick<HistoryAnswer, 'summary' | 'events'> {
  const count = (kind: HistoryEvent['kind']) => events.filter((event) => event.kind === kind).length
  const [first] = events
  return {
    summary: {
      since: first === undefined ? null : iso(first.kind === 'issued' ? first.sinceMs : first.atMs),
      renewals: count('renewed'),
      failures: count('failed'),
      issued: countIssued(events),
      copied: count('copied'),
      withoutTokenSec: Math.round(withoutTokenMs(events, nowMs) / 1000),
    },
    events: events.map(toEntry),
  }
}
