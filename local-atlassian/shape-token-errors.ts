import { atlassianErrors, type AtlassianError } from './atlassian-errors.ts'
import type { Step } from './on-path.ts'
import type { Settings } from './settings.ts'
import { parseTokenRequest } from './token-request.ts'

/** Replaces oidc-provider's token endpoint errors with Atlassian's. */
export function shapeTokenErrors(settings: Settings): Step {
  return async (ctx, next) => {
    await next()
    if (ctx.status < 400) return
    const { error } = (ctx.body ?? {}) as { error?: string }
    const name = toAtlassianError(error ?? null, parseTokenRequest(ctx)['grant_type'], settings)
    if (!name) return
    ctx.status = atlassianErrors[name].status
    ctx.body = atlassianErrors[name].body
  }
}

function toAtlassianError(
  error: string | null,
  grantType: unknown,
  settings: Settings,
): AtlassianError | null {
  if (error === 'invalid_client') return 'wrongClientSecret'
  if (error !== 'invalid_grant') return null
  if (grantType === 'authorization_code') return 'invalidCode'
  return settings.deadRefreshTokenAnswer === 'invalidGrant' ? 'deadRefreshToken' : 'deadRefreshTokenAsSeen'
}
