import { minuteMs, type AccountPlan } from './schedule.ts'
import type { Mark } from './world.ts'

/**
 * How many refreshes an account needed, according to a greedy plan that renews as late as the rules allow. The plan knows
 * when a renewal was possible, how much validity callers wanted and when, and how old the clocks made the token look. It
 * knows nothing about what the account token did.
 */
export function neededRefreshes(plan: AccountPlan, marks: readonly Mark[], endMs: number): number {
  const lifeMs = plan.lifetimeSec * 1000
  const bufferMs = Math.min(plan.bufferMinutes * minuteMs, lifeMs / 2)
  let count = 0
  let possible = false
  let bornMs = 0
  /** Lifetime that the token seems to have lost, because the wall clock was set forward. */
  let lostMs = 0
  let setByMs = 0
  let setByAtBirthMs = 0

  const begin = (atMs: number): void => {
    bornMs = atMs
    lostMs = 0
    setByAtBirthMs = setByMs
  }
  const refresh = (atMs: number): void => {
    count += 1
    begin(atMs)
  }
  const dueMs = () => bornMs + lifeMs - lostMs - bufferMs
  const goOn = (fromMs: number, toMs: number): void => {
    if (!possible) return
    while (dueMs() <= toMs) refresh(Math.max(fromMs, dueMs()))
  }

  let nowMs = 0
  for (const mark of marks) {
    goOn(nowMs, mark.atMs)
    nowMs = mark.atMs
    switch (mark.kind) {
      case 'possible':
      case 'impossible':
        possible = mark.kind === 'possible'
        break
      case 'setWall':
        setByMs += mark.byMs
        lostMs += Math.max(0, mark.byMs)
        break
      case 'signedIn':
        begin(nowMs)
        break
      case 'restart': {
        // the age of stored tokens is based on the wall clock alone
        const by = setByMs - setByAtBirthMs
        lostMs = nowMs + by < bornMs ? lifeMs : Math.max(0, by)
        break
      }
      case 'wanted':
        if (possible && bornMs + lifeMs - lostMs - nowMs < mark.needSec * 1000) refresh(nowMs)
    }
  }
  goOn(nowMs, endMs)
  return count
}
