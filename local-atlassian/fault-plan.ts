import type { Context } from 'koa'
import type { Fault } from './faults.ts'
import { PATHS } from './on-path.ts'
import { parseTokenRequest } from './token-request.ts'

/** The faults that are switched on, and the requests that wait for their release. */
export interface FaultPlan {
  /** Replaces what was switched on. For a request the first fault applies that fits and is not used up. */
  set: (...faults: readonly Fault[]) => void
  /** Takes the fault for this request, if there is one. */
  take: (ctx: Context) => Fault | undefined
  /** Resolves when all that waits is released. */
  released: () => Promise<void>
  release: () => void
}

/** An empty plan. */
export function createFaultPlan(): FaultPlan {
  let plan: { fault: Fault; left: number }[] = []
  let wakeUp: (() => void)[] = []

  return {
    set: (...faults) => {
      plan = faults.map((fault) => ({ fault, left: fault.times ?? Infinity }))
    },
    take: (ctx) => {
      const found = plan.find(({ fault, left }) => left > 0 && fits(fault, ctx))
      if (found) found.left -= 1
      return found?.fault
    },
    released: () => new Promise((resolve) => wakeUp.push(resolve)),
    release: () => {
      const waiting = wakeUp
      wakeUp = []
      for (const wake of waiting) wake()
    },
  }
}

function fits(fault: Fault, ctx: Context): boolean {
  if (fault.grant && parseTokenRequest(ctx)['grant_type'] !== fault.grant) return false
  const on = fault.on ?? 'token'
  return on === 'token' || on === 'api' || on === 'authorize' ? PATHS[on].test(ctx.path) : ctx.path === on
}
