import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Middleware, Next } from 'koa'
import type { Counts } from './counters.ts'
import { alterAnswer } from './fault-answers.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { Fault } from './faults.ts'

/** Applies the faults of the plan. */
export function faultStep(plan: FaultPlan, counts: Counts): Middleware {
  return async (ctx, next) => {
    const fault = plan.take(ctx)
    if (!fault) {
      await next()
      return
    }
    counts.faultsApplied += 1
    if (fault.honoured) await next()
    await apply(fault, ctx, fault.honoured ? async () => {} : next)
  }

  async function apply(fault: Fault, ctx: Context, next: Next): Promise<void> {
    switch (fault.kind) {
      case 'delay':
        await Promise.race([sleep(fault.delayMs, undefined, { ref: false }), whenDisconnected(ctx)])
        if (!ctx.res.destroyed) await next()
        break
      case 'hang':
        await whenDisconnected(ctx)
        break
      case 'dropBefore':
        drop(ctx)
        break
      case 'dropAfterHonoured':
        await next()
        drop(ctx)
        break
      case 'holdBefore':
        if (await hold(ctx)) await next()
        break
      case 'holdAfterHonoured':
        await next()
        await hold(ctx)
        break
      case 'missing':
      case 'wrongType':
      case 'metadata':
        await next()
        alterAnswer(fault, ctx)
        break
      case 'rateLimited':
      case 'serverError':
      case 'html':
      case 'malformedJson':
      case 'atlassianError':
      case 'answer':
        alterAnswer(fault, ctx)
        break
    }
  }

  /** Resolves with true once released, or with false if the client disconnects first. */
  async function hold(ctx: Context): Promise<boolean> {
    counts.held += 1
    try {
      return await Promise.race([plan.released().then(() => true), whenDisconnected(ctx).then(() => false)])
    } finally {
      counts.held -= 1
    }
  }
}

function whenDisconnected(ctx: Context): Promise<void> {
  return new Promise((resolve) => {
    if (ctx.res.destroyed) resolve()
    ctx.res.once('close', resolve)
  })
}

function drop(ctx: Context): void {
  ctx.respond = false
  ctx.req.socket.destroy()
}
