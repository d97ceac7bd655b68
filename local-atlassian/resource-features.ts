import type { Configuration } from 'oidc-provider'
import type { Settings } from './settings.ts'

/**
 * What the authorization server of an MCP server has beside OAuth 2.0: registration (RFC 7591) and tokens for one
 * resource only (RFC 8707). A client that does not name the resource in a token request gets a token for none.
 */
export function resourceFeatures(settings: Settings): NonNullable<Configuration['features']> {
  return {
    registration: { enabled: settings.registration },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => false,
      getResourceServerInfo: (_ctx, resource) => ({
        audience: resource,
        scope: settings.resourceScopes.join(' '),
        accessTokenFormat: 'opaque',
        accessTokenTTL: settings.accessTokenLifetimeSec,
      }),
    },
  }
}
