import { useEffect, useRef, useState } from 'preact/hooks'
import type { AccountSnapshot } from '../../shared/snapshot.ts'

const shownMs = 3000

/** True briefly after this account's token was replaced by a newer one. */
export function useRenewed(account: AccountSnapshot, nowMs: number): boolean {
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
