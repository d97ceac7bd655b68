import { viewAccount } from '../../shared/account-view.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Icon } from '../parts/icon.tsx'
import { TrayPin } from './tray-pin.tsx'

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
  readonly onOpen: () => void
}

/** An account as one row of the list; a click opens its card. */
export function AccountRow({ account, nowMs, pinned, onOpen }: AccountRowProps) {
  const { state, fraction, status } = viewAccount(account, nowMs)
  return (
    <button type="button" class={`account-row tone-${state}`} aria-expanded={false} onClick={onOpen}>
      <MiniRing fraction={fraction} />
      <span class="account-row-text">
        <span class="account-row-name">{account.name}</span>
        <span class="account-row-status">{status}</span>
      </span>
      {pinned && <TrayPin />}
      <Icon name="chevron" size={16} />
    </button>
  )
}
