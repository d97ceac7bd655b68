import type { Configuration } from 'oidc-provider'
import type { Step } from './on-path.ts'
import type { Settings } from './settings.ts'
import { parseTokenRequest } from './token-request.ts'

/**
 * What an MCP server's authorization server has in addition to OAuth 2.0: registration (RFC 7591) and tokens for a
 * single resource (RFC 8707).
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

/** Refuses token requests without a resource: MCP requires it in every one, oidc-provider only in the first. */
export const resourceStep: Step = async (ctx, next) => {
  if (typeof parseTokenRequest(ctx)['resource'] === 'string') return next()
  ctx.status = 400
  ctx.body = { error: 'invalid_target', error_description: 'the request names no resource' }
}
