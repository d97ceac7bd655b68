import type { Middleware } from 'koa'
import { PATHS } from './on-path.ts'
import type { Counts } from './counters.ts'

const SIGN_IN_ID = /\/[\w-]{43}(?=\/|$)/

/** Counts every request by its path. */
export function countRequests(counts: Counts): Middleware {
  return async (ctx, next) => {
    if (!PATHS.control.test(ctx.path)) {
      const key = `${ctx.method} ${ctx.path.replace(SIGN_IN_ID, '/:uid')}`
      counts.requests[key] = (counts.requests[key] ?? 0) + 1
      if (ctx.method === 'GET' && PATHS.authorize.test(ctx.path)) counts.authorize += 1
    }
    await next()
  }
}
