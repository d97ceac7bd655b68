import type { HistoryEvent } from '../../shared/history.ts'
import { clockText } from '../../shared/time-text.ts'
import { Icon } from '../parts/icon.tsx'
import { historyLine } from './history-line.ts'

/** One event on the timeline. */
export function HistoryEntry({ event }: { readonly event: HistoryEvent }) {
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
