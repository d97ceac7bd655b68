import type { HistoryEvent } from '../../shared/history.ts'
import { clockText } from '../../shared/time-text.ts'
import { historyLine, type HistoryLine } from './history-line.ts'

/** Events that share a line, newest first. */
export type HistoryGroup = readonly [HistoryEvent, ...HistoryEvent[]]

/** Events with the same key on one day share a line; null: it has its own. */
function groupKey(event: HistoryEvent): string | null {
  if (event.kind === 'issued') return `issued ${event.client}`
  return event.kind === 'renewed' || event.kind === 'copied' ? event.kind : null
}

/** Puts what is alike on one line, at the place of the newest. Expects, and returns, the newest first. */
export function groupEvents(events: readonly HistoryEvent[]): HistoryGroup[] {
  const groups = new Map<string, HistoryGroup>()
  for (const [index, event] of events.entries()) {
    const key = groupKey(event) ?? String(index)
    const group = groups.get(key)
    groups.set(key, group === undefined ? [event] : [...group, event])
  }
  return [...groups.values()]
}

/** The texts for a line. */
export function groupLine(group: HistoryGroup): HistoryLine {
  const [last] = group
  const line = historyLine(last)
  if (last.kind === 'issued') {
    const uses = group.filter((event) => event.kind === 'issued')
    const count = uses.reduce((sum, event) => sum + event.count, 0)
    const sinceMs = Math.min(...uses.map((event) => event.sinceMs))
    return { ...line, detail: count === 1 ? '' : `${count}× since ${clockText(sinceMs, last.atMs)}` }
  }
  if (group.length === 1) return line
  if (last.kind === 'copied') return { ...line, title: `Token copied ${group.length} times`, detail: '' }
  const late = group.filter((event) => event.kind === 'renewed' && event.hadLeftSec === 0).length
  return {
    ...line,
    title: `Renewed ${group.length} times`,
    detail: late === 0 ? '' : `${late} of them after the token had expired`,
  }
}

export type HistoryFilter = 'all' | 'renewals' | 'problems' | 'uses'

const filtered: Readonly<Record<Exclude<HistoryFilter, 'all'>, readonly HistoryEvent['kind'][]>> = {
  renewals: ['renewed', 'failed'],
  problems: ['failed', 'signInFailed', 'signedOut'],
  uses: ['issued', 'copied'],
}

/** Whether an event is of the kinds to be shown. */
export function matchesHistoryFilter({ kind }: HistoryEvent, filter: HistoryFilter): boolean {
  return filter === 'all' || filtered[filter].includes(kind)
}
