import { useEffect, useState } from 'preact/hooks'
import type { HistoryEvent } from '../../shared/history.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { Spinner } from '../parts/spinner.tsx'
import { call, type Failure } from '../state/call.ts'
import { historyDays } from './history-days.ts'
import { HistoryEntry } from './history-entry.tsx'

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
