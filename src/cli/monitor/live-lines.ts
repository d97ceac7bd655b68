import type { AccountStatus } from '../../shared/local-api.ts'
import { countdownText } from '../../shared/time-text.ts'
import { coloured, stateColours } from '../terminal/colour.ts'

export interface Terminal {
  readonly columns: number
  readonly rows: number
  readonly colour: boolean
}

const barRange = { least: 10, most: 30 } as const

const words: Record<AccountStatus['state'], string> = {
  valid: 'valid',
  renewing: 'renewing',
  retrying: 'retrying',
  signInNeeded: 'sign in',
  misconfigured: 'set-up',
  keychainUnavailable: 'keychain',
  paused: 'paused',
  noAccount: 'starting',
}

const stateWidth = Math.max(...Object.values(words).map((word) => word.length))

const getLeftMs = ({ expiresAt }: AccountStatus, nowMs: number): number | null =>
  expiresAt === null ? null : Math.max(0, Date.parse(expiresAt) - nowMs)

/** The owner's words without what is left, which counts down here: `renews at 13:25`. */
function describeOutlook({ state, summary }: AccountStatus): string {
  return state === 'renewing' || state === 'noAccount' ? '' : summary.replace(/^(expired|[^,]* left), /, '')
}

function formatBar(account: AccountStatus, leftMs: number | null, width: number): string {
  const lifetimeMs = (account.lifetimeSec ?? 0) * 1000
  const share = leftMs === null || lifetimeMs === 0 ? 0 : Math.min(1, leftMs / lifetimeMs)
  // what is left is never shown as nothing
  const full = share === 0 ? 0 : Math.max(1, Math.round(share * width))
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/**
 * A line per account: name, bar, time left, state, what comes next; as many as fit on the terminal. A line may be longer
 * than the terminal is wide.
 */
export function liveLines(
  accounts: readonly AccountStatus[],
  nowMs: number,
  { columns, rows, colour }: Terminal,
): string[] {
  const names = accounts.map(({ name, isDefault }) => (isDefault ? `${name} *` : name))
  const lefts = accounts.map((account) => getLeftMs(account, nowMs))
  const times = lefts.map((leftMs) => (leftMs === null ? '--:--' : countdownText(leftMs)))
  const nameWidth = Math.max(0, ...names.map((name) => name.length))
  const timeWidth = Math.max(0, ...times.map((time) => time.length))
  const outlooks = accounts.map(describeOutlook)
  const others = nameWidth + timeWidth + stateWidth + Math.max(0, ...outlooks.map((text) => text.length)) + 8
  const barWidth = Math.min(barRange.most, Math.max(barRange.least, columns - others))

  const lines = accounts.map((account, index) => {
    const paint = (text: string) => (colour ? coloured(stateColours[account.state], text) : text)
    return [
      (names[index] ?? '').padEnd(nameWidth),
      paint(formatBar(account, lefts[index] ?? null, barWidth)),
      (times[index] ?? '').padStart(timeWidth),
      paint(words[account.state].padEnd(stateWidth)),
      outlooks[index] ?? '',
    ]
      .join('  ')
      .trimEnd()
  })
  const room = Math.max(1, rows - 1)
  if (lines.length <= room) return lines
  const shown = lines.slice(0, room - 1)
  return [...shown, `… and ${lines.length - shown.length} more`]
}
