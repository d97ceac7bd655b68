import type { Context } from 'koa'
import type { Step } from './on-path.ts'
import { readBody } from './read-body.ts'

/** The fields of the token request at hand; empty for any other request. */
export function parseTokenRequest(ctx: Context): Record<string, unknown> {
  return (ctx.state['tokenRequest'] as Record<string, unknown> | undefined) ?? {}
}

/**
 * Reads the body of a token request, form or JSON: Atlassian takes both, oidc-provider forms only, and only after
 * this has it been read (it then takes `request.body`).
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
