import { viewAccount } from '../../shared/account-view.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Icon } from '../parts/icon.tsx'
import { MiniRing } from './mini-ring.tsx'
import { TrayPin } from './tray-pin.tsx'

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
