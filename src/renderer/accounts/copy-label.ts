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
