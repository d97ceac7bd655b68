import { useState } from 'preact/hooks'
import type { HistoryEvent } from '../../shared/history.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { clockText, timeLocale } from '../../shared/time-text.ts'
import { useAction } from '../state/use-action.ts'
import { useShownBriefly } from '../state/use-shown-briefly.ts'
import { call } from '../state/call.ts'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { Select, type SelectOption } from '../parts/select.tsx'
import { Spinner } from '../parts/spinner.tsx'
import {
  groupEvents,
  groupLine,
  matchesHistoryFilter,
  type HistoryFilter,
  type HistoryGroup,
} from './history-groups.ts'
import { useHistory } from './use-history.ts'
import './history-view.css'

export interface HistoryDay {
  /** `Today`, `Yesterday`, or the date. */
  readonly label: string
  readonly groups: readonly HistoryGroup[]
}

/** The events by local day, newest first, with what is alike on one line. */
export function historyDays(events: readonly HistoryEvent[], nowMs: number): readonly HistoryDay[] {
  const days = new Map<string, HistoryEvent[]>()
  for (const event of events.toSorted((a, b) => b.atMs - a.atMs)) {
    const day = new Date(event.atMs).toDateString()
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days.values()].map((list) => ({
    label: dayLabel(list[0]?.atMs ?? nowMs, nowMs),
    groups: groupEvents(list),
  }))
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

/** One line of the timeline; opens to the time of each event if there are several. */
function HistoryEntry({ group }: { readonly group: HistoryGroup }) {
  const { icon, tone, title, detail } = groupLine(group)
  const [last] = group
  return (
    <li class={`entry entry-${tone}`}>
      <span class="entry-icon">
        <Icon name={icon} size={15} />
      </span>
      <div class="entry-text">
        <p class="entry-title">{title}</p>
        {detail !== '' && <p class="entry-detail">{detail}</p>}
        {group.length > 1 && (
          <details class="entry-detail">
            <summary>All times</summary>
            {group.map(({ atMs }) => clockText(atMs, atMs)).join(', ')}
          </details>
        )}
      </div>
      <time class="entry-time" dateTime={new Date(last.atMs).toISOString()}>
        {clockText(last.atMs, last.atMs)}
      </time>
    </li>
  )
}

interface HistoryToolsProps {
  /** The account's. */
  readonly id: string
  readonly filter: HistoryFilter
  readonly onFilter: (filter: HistoryFilter) => void
}

const filterOptions: readonly SelectOption<HistoryFilter>[] = [
  { value: 'all', label: 'Everything' },
  { value: 'renewals', label: 'Renewals' },
  { value: 'problems', label: 'Problems' },
  { value: 'uses', label: 'Use by programs' },
]

/** Shows what the list is narrowed to, and saves all of it in a file. */
function HistoryTools({ id, filter, onFilter }: HistoryToolsProps) {
  const saving = useAction()
  const [isSaved, showSaved] = useShownBriefly()
  const save = async (format: 'csv' | 'json') => {
    const done = await saving.run(() => call('accounts:exportHistory', { id, format }))
    showSaved(done?.value.saved === true)
  }
  return (
    <>
      <div class="history-tools">
        <Select label="Show" options={filterOptions} value={filter} onChange={onFilter} />
        <span class="history-saved" role="status">
          {isSaved ? 'Saved' : ''}
        </span>
        {(['csv', 'json'] as const).map((format) => (
          <button
            key={format}
            type="button"
            class="link"
            aria-label={`Export as ${format.toUpperCase()}…`}
            title={`Export as ${format.toUpperCase()}…`}
            aria-disabled={saving.busy}
            onClick={() => void save(format)}
          >
            <Icon name="save" size={15} />
            {format.toUpperCase()}
          </button>
        ))}
      </div>
      {saving.failure !== null && (
        <FailureCallout title="Not exported" failure={saving.failure} onDismiss={saving.clear} />
      )}
    </>
  )
}

/** The history of an account; updates while it is open. */
export function HistoryView({ account }: { readonly account: AccountSnapshot }) {
  const { events, failure } = useHistory(account)
  const [filter, setFilter] = useState<HistoryFilter>('all')
  const shown = (events ?? []).filter((event) => matchesHistoryFilter(event, filter))
  const days = historyDays(shown, Date.now())
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
        {events !== null && events.length > 0 && (
          <HistoryTools id={account.id} filter={filter} onFilter={setFilter} />
        )}
        {days.map((day) => (
          <section key={day.label} class="group" aria-label={day.label}>
            <h2 class="group-title day-title">{day.label}</h2>
            <ol class="panel timeline">
              {day.groups.map((group) => (
                <HistoryEntry key={`${group[0].atMs} ${group[0].kind}`} group={group} />
              ))}
            </ol>
          </section>
        ))}
        {events !== null && events.length > 0 && shown.length === 0 && (
          <p class="empty">Nothing of this kind.</p>
        )}
      </main>
    </div>
  )
}
