import type { HistoryEvent } from './history.ts'

/** A time during which an account's token was valid, or was expired and not yet replaced. */
export interface ValiditySpan {
  readonly kind: 'valid' | 'expired'
  readonly fromMs: number
  readonly toMs: number
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
function between(change: Change, next: Change): ValiditySpan[] {
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

/**
 * When the token was valid and when it was expired, as far as the events (oldest first) prove it. Only a renewal tells when
 * its token expires, so what follows a sign-in is in no span, and neither is the time after a sign-out.
 *
 * @param current the token that the account has now; null if there is none, or if only the events count
 */
export function validitySpans(
  events: readonly HistoryEvent[],
  nowMs: number,
  current: { readonly obtainedAtMs: number; readonly expiresAtMs: number } | null,
): readonly ValiditySpan[] {
  const changes = events.flatMap(toChange)
  const last = changes.at(-1)
  const { obtainedAtMs = 0, expiresAtMs = null } = current ?? {}
  const unknown: Change[] =
    expiresAtMs !== null && last?.expiresAtMs !== expiresAtMs
      ? [{ atMs: Math.max(obtainedAtMs, last?.atMs ?? 0), expiresAtMs, wasValid: null }]
      : []
  const all = [...changes, ...unknown, { atMs: nowMs, expiresAtMs: null, wasValid: null }]
  return all
    .slice(1)
    .flatMap((next, at) => between(all[at] ?? next, next))
    .filter(({ fromMs, toMs }) => toMs > fromMs)
}
