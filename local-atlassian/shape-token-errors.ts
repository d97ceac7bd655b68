import { ATLASSIAN_ERRORS, type AtlassianError } from './atlassian-errors.ts'
import type { Step } from './on-path.ts'
import type { Settings } from './settings.ts'
import { parseTokenRequest } from './token-request.ts'

/** Says in Atlassian's words what oidc-provider refuses at the token endpoint. */
export function shapeTokenErrors(settings: Settings): Step {
  return async (ctx, next) => {
    await next()
    if (ctx.status < 400) return
    const { error } = (ctx.body ?? {}) as { error?: string }
    const name = atlassianErrorFor(error, parseTokenRequest(ctx)['grant_type'], settings)
    if (!name) return
    ctx.status = ATLASSIAN_ERRORS[name].status
    ctx.body = ATLASSIAN_ERRORS[name].body
  }
}

function atlassianErrorFor(
  error: string | undefined,
  grantType: unknown,
  settings: Settings,
): AtlassianError | undefined {
  if (error === 'invalid_client') return 'wrongClientSecret'
  if (error !== 'invalid_grant') return undefined
  if (grantType === 'authorization_code') return 'invalidCode'
  return settings.deadRefreshTokenAnswer === 'invalidGrant' ? 'deadRefreshToken' : 'deadRefreshTokenAsSeen'
}
