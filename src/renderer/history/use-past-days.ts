import { useEffect, useState } from 'preact/hooks'
import type { PastDay } from '../../shared/history.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { call } from '../state/call.ts'

/** What a strip in a row can show: a pixel stands for some minutes. */
const resolutionMs = 5 * 60_000

/** The past day of every account, by ID, in one call after the list is shown; loaded again when an account changes. */
export function usePastDays(
  accounts: readonly AccountSnapshot[],
  nowMs: number,
): Readonly<Record<string, PastDay>> {
  const [days, setDays] = useState<Readonly<Record<string, PastDay>>>({})
  useEffect(() => {
    if (accounts.length < 2) return
    let stale = false
    void call('accounts:pastDays', undefined).then((answer) => {
      if (!stale && answer.ok) setDays(answer.value)
    })
    return () => {
      stale = true
    }
  }, [accounts, Math.floor(nowMs / resolutionMs)])
  return days
}
