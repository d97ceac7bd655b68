import type { Context } from 'koa'
import type { Step } from './on-path.ts'
import { readBody } from './read-body.ts'

/** The fields of the current token request; empty for other requests. */
export function parseTokenRequest(ctx: Context): Record<string, unknown> {
  return (ctx.state['tokenRequest'] as Record<string, unknown> | undefined) ?? {}
}

/**
 * Reads the body of a token request, form or JSON: Atlassian accepts both. oidc-provider accepts forms only, and uses
 * `request.body` if it is already set.
 */
export function readTokenRequest(): Step {
  return async (ctx, next) => {
    const fields = await readBody(ctx.req)
    ctx.state['tokenRequest'] = fields
    Object.assign(ctx.request, { body: fields })
    ctx.req.headers['content-type'] = 'application/x-www-form-urlencoded'
    ctx.req.headers.accept = 'application/json'
    await next()
  }
}
