import { viewAccount } from '../../shared/account-view.ts'
import type { PastDay } from '../../shared/history.ts'
import { isKnownDay, pastDayText } from '../../shared/past-day.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { StripDrawing } from '../history/strip-drawing.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import { MiddleCut } from '../parts/middle-cut.tsx'
import { useAction } from '../state/use-action.ts'
import { ariaShortcut } from '../state/shortcuts.ts'
import { RowActions } from './row-actions.tsx'
import { TrayPin } from './tray-pin.tsx'
import { useCopy } from './use-copy.ts'
import './account-row.css'

/** A small ring for a row of the account list. */
function MiniRing({ fraction }: { readonly fraction: number }) {
  return (
    <svg class="mini-ring" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
      <circle class="mini-ring-track" cx="14" cy="14" r="11" />
      {fraction > 0 && (
        <circle
          class="mini-ring-value"
          cx="14"
          cy="14"
          r="11"
          pathLength={100}
          stroke-dasharray={`${(fraction * 100).toFixed(1)} 100`}
        />
      )}
    </svg>
  )
}

export interface AccountRowProps {
  readonly account: AccountSnapshot
  readonly nowMs: number
  readonly pinned: boolean
  /** Its place in the list, from 1. */
  readonly place: number
  /** null if it isn't loaded. */
  readonly day: PastDay | null
  readonly onOpen: () => void
}

/** An account as one row of the list: a click opens its card, and its token can be copied and renewed right here. */
export function AccountRow({ account, nowMs, pinned, place, day, onOpen }: AccountRowProps) {
  const { state, fraction, status } = viewAccount(account, nowMs)
  const copying = useAction()
  const renewing = useAction()
  const { label, copy } = useCopy(account.id, copying, nowMs)
  const shownDay = day !== null && isKnownDay(day) ? day : null
  const dayText = shownDay === null ? '' : `Past 24 hours: ${pastDayText(shownDay)}`
  const actions = [
    { title: 'Not copied', action: copying },
    { title: 'Not renewed', action: renewing },
  ]
  return (
    <>
      <div class={`account-row tone-${state}`}>
        <button
          type="button"
          class="account-row-open"
          aria-expanded={false}
          {...(dayText !== '' && { 'aria-description': dayText })}
          title={dayText === '' ? account.name : `${account.name}\n${dayText}`}
          {...(place <= 9 && { 'aria-keyshortcuts': ariaShortcut(`${place}`) })}
          onClick={onOpen}
        >
          <MiniRing fraction={fraction} />
          <span class="account-row-text">
            <span class="account-row-name">
              <MiddleCut text={account.name} />
            </span>
            <span class="account-row-status">{label ?? status}</span>
            {shownDay !== null && <StripDrawing day={shownDay} />}
          </span>
        </button>
        <RowActions
          account={account}
          nowMs={nowMs}
          isCopied={label !== null}
          renewing={renewing}
          onCopy={() => void copy()}
        />
        {pinned && <TrayPin />}
        <Icon name="chevron" size={16} />
        <span class="visually-hidden" role="status">
          {label === null ? '' : 'Token copied'}
        </span>
      </div>
      {actions.map(
        ({ title, action }) =>
          action.failure !== null && (
            <FailureCallout key={title} title={title} failure={action.failure} onDismiss={action.clear} />
          ),
      )}
    </>
  )
}
