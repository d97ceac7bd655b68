import type { Context } from 'koa'
import type { Fault } from './faults.ts'
import { paths } from './on-path.ts'
import { parseTokenRequest } from './token-request.ts'

/** The active faults, and the requests waiting for their release. */
export interface FaultPlan {
  /** Replaces the active faults. The first one that matches a request and is not used up applies. */
  set: (...faults: readonly Fault[]) => void
  /** Takes the fault for this request; null if there is none. */
  take: (ctx: Context) => Fault | null
  /** Resolves once waiting requests are released. */
  released: () => Promise<void>
  release: () => void
}

/** Creates a plan without faults. */
export function createFaultPlan(): FaultPlan {
  let plan: { fault: Fault; left: number }[] = []
  let wakeUp: (() => void)[] = []

  return {
    set: (...faults) => {
      plan = faults.map((fault) => ({ fault, left: fault.times ?? Infinity }))
    },
    take: (ctx) => {
      const found = plan.find(({ fault, left }) => left > 0 && matches(fault, ctx))
      if (found) found.left -= 1
      return found?.fault ?? null
    },
    released: () => new Promise((resolve) => wakeUp.push(resolve)),
    release: () => {
      const waiting = wakeUp
      wakeUp = []
      for (const wake of waiting) wake()
    },
  }
}

function matches(fault: Fault, ctx: Context): boolean {
  if (fault.grant && parseTokenRequest(ctx)['grant_type'] !== fault.grant) return false
  const on = fault.on ?? 'token'
  return on === 'token' || on === 'api' || on === 'authorize' ? paths[on].test(ctx.path) : ctx.path === on
}
