import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { navigate } from '../state/route.ts'
import { clientName } from './history-line.ts'
import { pastDay, pastDayText, usesSince } from './past-day.ts'
import { useHistory } from './use-history.ts'

/** In minutes; so are the positions in the drawing. */
const width = 24 * 60
const height = 10
const shownPrograms = 2

/** The strip of a new account would be empty. */
const minKnownMs = 60 * 60_000

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
  const at = (ms: number) => (ms - day.fromMs) / 60_000
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0)
  const uses = usesText(usesSince(events, midnight))
  const isKnown = day.spans.some(({ fromMs }) => fromMs < nowMs - minKnownMs)
  if (!isKnown && uses === '') return null
  const label = pastDayText(day)
  return (
    <button
      type="button"
      class="day-strip"
      aria-label={`History. Past 24 hours: ${label}. ${uses}`}
      title={label}
      onClick={() => navigate({ page: 'history', id: account.id })}
    >
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="strip-unknown" width={width} height={height} />
        {day.spans.map(({ kind, fromMs, toMs }) => (
          <rect
            key={`${kind} ${fromMs}`}
            class={`strip-${kind}`}
            x={at(fromMs)}
            width={at(toMs) - at(fromMs)}
            height={height}
          />
        ))}
        {day.renewals.map((ms) => (
          <rect key={ms} class="strip-renewal" x={at(ms) - 2} width={4} height={height} />
        ))}
        {day.failures.map((ms) => (
          <rect key={ms} class="strip-failure" x={at(ms) - 3} width={6} height={height} />
        ))}
      </svg>
      <span class="strip-caption">{uses === '' ? 'Past 24 hours' : uses}</span>
    </button>
  )
}
