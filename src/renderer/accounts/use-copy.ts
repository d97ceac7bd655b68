import { useState } from 'preact/hooks'
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

/** Asks the main process to copy a token; the label counts down until the clipboard is cleared. */
export function useCopy(accountId: string, action: Action, nowMs: number) {
  const [copied, setCopied] = useState<Copied | null>(null)
  return {
    label: copyLabel(copied, nowMs),
    copy: async (): Promise<void> => {
      const done = await action.run(() => call('accounts:copyToken', { id: accountId }))
      setCopied(done === null ? null : { atMs: Date.now(), clearsInSec: done.value.clearsInSec })
    },
  }
}
