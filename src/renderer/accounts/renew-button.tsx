import { useEffect, useRef, useState } from 'preact/hooks'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'

const shownMs = 3000

/** True briefly after this account's token was replaced by a newer one. */
function useRenewed(account: AccountSnapshot, nowMs: number): boolean {
  const obtainedAtMs = account.token.kind === 'held' ? account.token.obtainedAtMs : null
  const before = useRef(obtainedAtMs)
  const [sinceMs, setSinceMs] = useState<number | null>(null)
  useEffect(() => {
    if (before.current !== null && obtainedAtMs !== null && obtainedAtMs > before.current)
      setSinceMs(Date.now())
    before.current = obtainedAtMs
  }, [obtainedAtMs])
  return sinceMs !== null && nowMs - sinceMs < shownMs
}

export interface RenewButtonProps {
  readonly account: AccountSnapshot
  readonly primary: boolean
  /** Whether a click is still being handled. */
  readonly busy: boolean
  readonly enabled: boolean
  readonly nowMs: number
  readonly onRenew: () => void
}

/** "Renew now"; also shows renewals that started elsewhere. */
export function RenewButton({ account, primary, busy, enabled, nowMs, onRenew }: RenewButtonProps) {
  const renewing = busy || account.activity.kind === 'renewing'
  const renewed = useRenewed(account, nowMs) && !renewing
  return (
    <>
      <Button
        variant={primary ? 'primary' : 'secondary'}
        wide={primary}
        icon={renewed ? 'check' : 'renew'}
        busy={renewing}
        disabled={!enabled}
        shortcut="renew"
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
