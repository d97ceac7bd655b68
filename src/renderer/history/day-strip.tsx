import { isKnownDay, pastDay, pastDayText, usesSince } from '../../shared/past-day.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { navigate } from '../state/route.ts'
import { clientName } from './history-line.ts'
import { StripDrawing } from './strip-drawing.tsx'
import { useHistory } from './use-history.ts'
import './day-strip.css'

const shownPrograms = 2

export interface DayStripProps {
  readonly account: AccountSnapshot
  readonly nowMs: number
}

/** `Used today by curl (14×), the MCP bridge (3×)`; empty if no program used the token. */
function usesText(uses: ReturnType<typeof usesSince>): string {
  if (uses.length === 0) return ''
  const named = uses.slice(0, shownPrograms).map(([client, count]) => `${clientName(client)} (${count}×)`)
  const others = uses.length - named.length
  return `Used today by ${named.join(', ')}${others > 0 ? `, and ${others} more` : ''}`
}

/** The past 24 hours at a glance: when the token was valid, when it was renewed, and who used it. */
export function DayStrip({ account, nowMs }: DayStripProps) {
  const { events } = useHistory(account)
  if (events === null || events.length === 0) return null
  const day = pastDay(events, account.token, nowMs)
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0)
  const uses = usesText(usesSince(events, midnight))
  if (!isKnownDay(day) && uses === '') return null
  const label = pastDayText(day)
  return (
    <button
      type="button"
      class="day-strip"
      aria-label={`History. Past 24 hours: ${label}. ${uses}`}
      title={label}
      onClick={() => navigate({ page: 'history', id: account.id })}
    >
      <StripDrawing day={day} />
      <span class="strip-caption">{uses === '' ? 'Past 24 hours' : uses}</span>
    </button>
  )
}
