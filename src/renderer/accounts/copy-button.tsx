import { useState } from 'preact/hooks'
import { Button } from '../parts/button.tsx'
import { call } from '../state/call.ts'
import type { Action } from '../state/use-action.ts'

export interface Copied {
  readonly atMs: number
  /** null if the clipboard is never cleared. */
  readonly clearsInSec: number | null
}

const plainConfirmationSec = 3

/** `Copied, clears in 30 s` until cleared, or a brief `Copied` if it is never cleared; then null. */
export function copyLabel(copied: Copied | null, nowMs: number): string | null {
  if (copied === null) return null
  const elapsedMs = Math.max(0, nowMs - copied.atMs)
  if (copied.clearsInSec === null) return elapsedMs < plainConfirmationSec * 1000 ? 'Copied' : null
  const leftSec = Math.ceil(copied.clearsInSec - elapsedMs / 1000)
  return leftSec > 0 ? `Copied, clears in ${leftSec} s` : null
}

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
