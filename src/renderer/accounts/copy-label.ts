export interface Copied {
  readonly atMs: number
  /** null when the clipboard is left alone. */
  readonly clearsInSec: number | null
}

const plainConfirmationSec = 3

/** `Copied, clears in 30 s` while that is true; just `Copied` for a moment when nothing will clear it; then null. */
export function copyLabel(copied: Copied | null, nowMs: number): string | null {
  if (copied === null) return null
  const elapsedMs = Math.max(0, nowMs - copied.atMs)
  if (copied.clearsInSec === null) return elapsedMs < plainConfirmationSec * 1000 ? 'Copied' : null
  const leftSec = Math.ceil(copied.clearsInSec - elapsedMs / 1000)
  return leftSec > 0 ? `Copied, clears in ${leftSec} s` : null
}
