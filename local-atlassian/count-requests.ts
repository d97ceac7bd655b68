import type { Middleware } from 'koa'
import { paths } from './on-path.ts'
import type { Counts } from './counters.ts'

const signInId = /\/[\w-]{43}(?=\/|$)/

/** Counts all requests by path. */
export function countRequests(counts: Counts): Middleware {
  return async (ctx, next) => {
    if (!paths.control.test(ctx.path)) {
      const key = `${ctx.method} ${ctx.path.replace(signInId, '/:uid')}`
      counts.requests[key] = (counts.requests[key] ?? 0) + 1
      if (ctx.method === 'GET' && paths.authorize.test(ctx.path)) counts.authorize += 1
    }
    await next()
  }
}
