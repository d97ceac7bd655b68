import { useState } from 'preact/hooks'
import { Button } from '../parts/button.tsx'
import { call } from '../state/call.ts'
import type { Action } from '../state/use-action.ts'
import { copyLabel, type Copied } from './copy-label.ts'

export interface CopyButtonProps {
  readonly accountId: string
  readonly enabled: boolean
  readonly action: Action
  readonly nowMs: number
}

/** Asks the main process to copy the token, then counts down until the clipboard is cleared. */
export function CopyButton({ accountId, enabled, action, nowMs }: CopyButtonProps) {
  const [copied, setCopied] = useState<Copied | null>(null)
  const label = copyLabel(copied, nowMs)
  const copy = async () => {
    const done = await action.run(() => call('accounts:copyToken', { id: accountId }))
    setCopied(done === null ? null : { atMs: Date.now(), clearsInSec: done.value.clearsInSec })
  }
  return (
    <>
      <Button
        icon={label === null ? 'copy' : 'check'}
        grow={label !== null}
        disabled={!enabled}
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
