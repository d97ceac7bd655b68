import type { AccountStatus } from '../../shared/local-api.ts'
import { countdownText } from '../../shared/time-text.ts'
import { colored, stateColors } from '../terminal/color.ts'
import { cut, padded, widest } from '../terminal/fit.ts'

export interface Terminal {
  readonly columns: number
  readonly rows: number
  readonly color: boolean
}

const barWidthRange = { min: 10, max: 30 } as const
const minNameWidth = 8
/** A long name leaves this much room for what happens next. */
const outlookWidth = 24

const words: Record<AccountStatus['state'], string> = {
  valid: 'valid',
  renewing: 'renewing',
  retrying: 'retrying',
  signInNeeded: 'sign in',
  misconfigured: 'setup',
  keychainUnavailable: 'keychain',
  paused: 'paused',
  noAccount: 'starting',
}

const stateWidth = Math.max(...Object.values(words).map((word) => word.length))

const getLeftMs = ({ expiresAt }: AccountStatus, nowMs: number): number | null =>
  expiresAt === null ? null : Math.max(0, Date.parse(expiresAt) - nowMs)

/** The owner's summary without the time left, which has its own column: `renews at 13:25`. */
function describeOutlook({ state, summary }: AccountStatus): string {
  return state === 'renewing' || state === 'noAccount' ? '' : summary.replace(/^(expired|[^,]* left), /, '')
}

function formatBar(account: AccountStatus, leftMs: number | null, width: number): string {
  const lifetimeMs = (account.lifetimeSec ?? 0) * 1000
  const share = leftMs === null || lifetimeMs === 0 ? 0 : Math.min(1, leftMs / lifetimeMs)
  // an empty bar means that nothing is left
  const full = share === 0 ? 0 : Math.max(1, Math.round(share * width))
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/**
 * One line per account: name, bar, time left, state, and what happens next; as many as the terminal has rows. What doesn't
 * fit is cut, with an ellipsis.
 */
export function liveLines(
  accounts: readonly AccountStatus[],
  nowMs: number,
  { columns, rows, color }: Terminal,
): string[] {
  const names = accounts.map(({ name, isDefault }) => (isDefault ? `${name} *` : name))
  const lefts = accounts.map((account) => getLeftMs(account, nowMs))
  const times = lefts.map((leftMs) => (leftMs === null ? '--:--' : countdownText(leftMs)))
  const timeWidth = Math.max(0, ...times.map((time) => time.length))
  const outlooks = accounts.map(describeOutlook)
  const fixed = timeWidth + stateWidth + 8
  const longestOutlook = widest(outlooks)
  const forName = columns - fixed - barWidthRange.min - Math.min(longestOutlook, outlookWidth)
  const nameWidth = Math.min(widest(names), Math.max(minNameWidth, forName))
  const room = columns - fixed - nameWidth
  const barWidth = Math.min(barWidthRange.max, Math.max(barWidthRange.min, room - longestOutlook))

  const lines = accounts.map((account, index) => {
    const paint = (text: string) => (color ? colored(stateColors[account.state], text) : text)
    return [
      padded(cut(names[index] ?? '', nameWidth), nameWidth),
      paint(formatBar(account, lefts[index] ?? null, barWidth)),
      (times[index] ?? '').padStart(timeWidth),
      paint(words[account.state].padEnd(stateWidth)),
      cut(outlooks[index] ?? '', room - barWidth),
    ]
      .join('  ')
      .trimEnd()
  })
  const maxLines = Math.max(1, rows - 1)
  if (lines.length <= maxLines) return lines
  const shown = lines.slice(0, maxLines - 1)
  return [...shown, `… and ${lines.length - shown.length} more`]
}
