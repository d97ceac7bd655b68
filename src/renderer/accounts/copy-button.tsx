import { Button } from '../parts/button.tsx'
import type { Action } from '../state/use-action.ts'
import { useCopy } from './use-copy.ts'

export interface CopyButtonProps {
  readonly accountId: string
  readonly primary: boolean
  readonly enabled: boolean
  readonly action: Action
  readonly nowMs: number
}

/** "Copy token", then how long the token stays in the clipboard. */
export function CopyButton({ accountId, primary, enabled, action, nowMs }: CopyButtonProps) {
  const { label, copy } = useCopy(accountId, action, nowMs)
  return (
    <>
      <Button
        variant={primary ? 'primary' : 'secondary'}
        wide={primary}
        icon={label === null ? 'copy' : 'check'}
        grow={!primary && label !== null}
        disabled={!enabled}
        shortcut="copy"
        onClick={() => void copy()}
      >
        {label ?? 'Copy token'}
      </Button>
      <span class="visually-hidden" role="status">
        {label === null ? '' : 'Token copied'}
      </span>
    </>
  )
}
