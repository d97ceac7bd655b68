import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { useRenewed } from './use-renewed.ts'

export interface RenewButtonProps {
  readonly account: AccountSnapshot
  readonly primary: boolean
  /** A click has been passed on and is not answered yet. */
  readonly busy: boolean
  readonly enabled: boolean
  readonly nowMs: number
  readonly onRenew: () => void
}

/** "Renew now", with what becomes of it, whoever set it off. */
export function RenewButton({ account, primary, busy, enabled, nowMs, onRenew }: RenewButtonProps) {
  const renewing = busy || account.activity.kind === 'renewing'
  const renewed = useRenewed(account, nowMs) && !renewing
  return (
    <>
      <Button
        variant={primary ? 'primary' : 'secondary'}
        wide
        icon={renewed ? 'check' : 'renew'}
        busy={renewing}
        disabled={!enabled}
        onClick={onRenew}
      >
        {renewing ? 'Renewing…' : renewed ? 'Renewed' : 'Renew now'}
      </Button>
      <span class="visually-hidden" role="status">
        {renewing ? 'Renewing' : renewed ? 'Renewed' : ''}
      </span>
    </>
  )
}
