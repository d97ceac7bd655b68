import type { Configuration } from 'oidc-provider'
import type { Step } from './on-path.ts'
import type { Settings } from './settings.ts'
import { parseTokenRequest } from './token-request.ts'

/**
 * What the authorization server of an MCP server has beside OAuth 2.0: registration (RFC 7591) and tokens for one
 * resource only (RFC 8707).
 */
export function resourceFeatures(settings: Settings): NonNullable<Configuration['features']> {
  return {
    registration: { enabled: settings.registration },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_ctx, resource) => ({
        audience: resource,
        scope: settings.resourceScopes.join(' '),
        accessTokenFormat: 'opaque',
        accessTokenTTL: settings.accessTokenLifetimeSec,
      }),
    },
  }
}

/** Refuses token requests that name no resource: the MCP specification wants it in each, oidc-provider in the first. */
export const resourceStep: Step = async (ctx, next) => {
  if (typeof parseTokenRequest(ctx)['resource'] === 'string') return next()
  ctx.status = 400
  ctx.body = { error: 'invalid_target', error_description: 'the request names no resource' }
}
