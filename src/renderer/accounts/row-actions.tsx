import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { IconButton } from '../parts/icon-button.tsx'
import { call } from '../state/call.ts'
import type { Action } from '../state/use-action.ts'
import { accountControls } from './account-controls.ts'
import './row-actions.css'

export interface RowActionsProps {
  readonly account: AccountSnapshot
  readonly nowMs: number
  /** Whether the token was just copied. */
  readonly isCopied: boolean
  readonly renewing: Action
  readonly onCopy: () => void
}

/** What is needed most often, without opening the account. */
export function RowActions({ account, nowMs, isCopied, renewing, onCopy }: RowActionsProps) {
  const { id, name, activity } = account
  const { hasToken, canRenew, renewSignsIn } = accountControls(account, nowMs)
  if (!hasToken) return null
  const isRenewing = renewing.busy || activity.kind === 'renewing'
  return (
    <span class="row-actions">
      <IconButton icon={isCopied ? 'check' : 'copy'} label={`Copy token: ${name}`} onClick={onCopy} />
      {canRenew && !renewSignsIn && !isRenewing && (
        <IconButton
          icon="renew"
          label={`Renew now: ${name}`}
          onClick={() => void renewing.run(() => call('accounts:renew', { id }))}
        />
      )}
    </span>
  )
}
