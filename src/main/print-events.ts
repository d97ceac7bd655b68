import { whatHappened } from '../shared/failure-text.ts'
import type { HistoryEvent } from '../shared/history.ts'
import { durationText } from '../shared/time-text.ts'
import type { History } from '../core/accounts/history.ts'

function time(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8)
}

/** `renewed demo: 9 s → 20 s left, next at 12:31:05`. */
export function eventLine(name: string, event: HistoryEvent): string {
  switch (event.kind) {
    case 'renewed': {
      const next = event.nextAtMs === null ? '' : `, next at ${time(event.nextAtMs)}`
      return `renewed ${name}: ${durationText(event.hadLeftSec * 1000)} → ${durationText(event.leftSec * 1000)} left${next}`
    }
    case 'failed':
      return `renewal failed ${name}: ${whatHappened(event.code, event.detail)}`
    case 'signedIn':
      return `signed in ${name}${event.person === null ? '' : `: ${event.person}`}`
    case 'signInFailed':
      return `sign-in failed ${name}: ${whatHappened(event.code, event.detail)}`
    case 'signedOut':
      return `signed out ${name}`
    case 'issued':
      return `issued ${name}: to ${event.client}`
    case 'copied':
      return `copied ${name}`
    case 'wokeUp':
      return `woke up ${name}`
  }
}

/** A history that reports each event as it happens. */
export function tellingHistory(
  history: History,
  tell: (accountId: string, event: HistoryEvent) => void,
): History {
  return {
    ...history,
    add: (accountId, event) => {
      history.add(accountId, event)
      tell(accountId, event)
    },
    countIssuedToken: (accountId, client, atMs) => {
      history.countIssuedToken(accountId, client, atMs)
      tell(accountId, { kind: 'issued', atMs, sinceMs: atMs, client, count: 1 })
    },
  }
}
