import { useEffect, useState } from 'preact/hooks'
import type { HistoryEvent } from '../../shared/history.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { clockText, timeLocale } from '../../shared/time-text.ts'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { Spinner } from '../parts/spinner.tsx'
import { call, type Failure } from '../state/call.ts'
import { historyLine } from './history-line.ts'

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
  return new Intl.DateTimeFormat(timeLocale(), { weekday: 'long', day: 'numeric', month: 'long' }).format(
    atMs,
  )
}

/** One event on the timeline. */
function HistoryEntry({ event }: { readonly event: HistoryEvent }) {
  const { icon, tone, title, detail } = historyLine(event)
  return (
    <li class={`entry entry-${tone}`}>
      <span class="entry-icon">
        <Icon name={icon} size={15} />
      </span>
      <div class="entry-text">
        <p class="entry-title">{title}</p>
        {detail !== '' && <p class="entry-detail">{detail}</p>}
      </div>
      <time class="entry-time" dateTime={new Date(event.atMs).toISOString()}>
        {clockText(event.atMs, event.atMs)}
      </time>
    </li>
  )
}

/** The history of an account; updates while it is open. */
export function HistoryView({ account }: { readonly account: AccountSnapshot }) {
  const [events, setEvents] = useState<readonly HistoryEvent[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let stale = false
    void call('accounts:history', { id: account.id }).then((answer) => {
      if (stale) return
      if (answer.ok) setEvents(answer.value)
      setFailure(answer.ok ? null : answer.error)
    })
    return () => {
      stale = true
    }
  }, [account])
  const days = historyDays(events ?? [], Date.now())
  return (
    <div class="page">
      <PageHeader title="History" subtitle={account.name} />
      <main class="scroll history">
        {failure !== null && <FailureCallout failure={failure} />}
        {events === null && failure === null && (
          <p class="empty" role="status">
            <Spinner /> Loading…
          </p>
        )}
        {events?.length === 0 && (
          <div class="empty">
            <Icon name="clock" size={28} />
            <p class="empty-title">Nothing yet</p>
            <p>Renewals, sign-ins, and copied tokens show up here.</p>
          </div>
        )}
        {days.map((day) => (
          <section key={day.label} class="day" aria-label={day.label}>
            <h2 class="day-title">{day.label}</h2>
            <ol class="timeline">
              {day.events.map((event) => (
                <HistoryEntry key={`${event.atMs} ${event.kind}`} event={event} />
              ))}
            </ol>
          </section>
        ))}
      </main>
    </div>
  )
}
