import type { HistoryEvent } from '../../shared/history.ts'

export interface HistoryDay {
  /** `Today`, `Yesterday`, or the date. */
  readonly label: string
  readonly events: readonly HistoryEvent[]
}

/** The events grouped by local day, newest first. */
export function historyDays(events: readonly HistoryEvent[], nowMs: number): readonly HistoryDay[] {
  const days = new Map<string, HistoryEvent[]>()
  for (const event of events.toSorted((a, b) => b.atMs - a.atMs)) {
    const day = new Date(event.atMs).toDateString()
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days.values()].map((list) => ({ label: dayLabel(list[0]?.atMs ?? nowMs, nowMs), events: list }))
}

function dayLabel(atMs: number, nowMs: number): string {
  const day = new Date(atMs).toDateString()
  if (day === new Date(nowMs).toDateString()) return 'Today'
  const yesterday = new Date(nowMs)
  yesterday.setDate(yesterday.getDate() - 1)
  if (day === yesterday.toDateString()) return 'Yesterday'
  return new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' }).format(atMs)
}
