import type { Context } from 'koa'
import { errorPageUrl } from './error-page-url.ts'
import { paths, type Step } from './on-path.ts'
import type { Settings } from './settings.ts'

/** What Atlassian's authorize endpoint does differently from oidc-provider's. */
export function authorizeStep(settings: Settings): Step {
  return async (ctx, next) => {
    const { client_id: clientId, redirect_uri: redirectUri } = ctx.query
    const registered = typeof redirectUri === 'string' && settings.redirectUris.includes(redirectUri)
    if (paths.authorize.test(ctx.path) && clientId === settings.clientId && !registered) {
      const text = `redirect_uri is not registered for client: ${clientId}`
      ctx.redirect(errorPageUrl('unauthorized_client', text))
      return
    }
    await next()
    removeIssuer(ctx, settings)
  }
}

/** oidc-provider adds `iss` (RFC 9207) to the callback; Atlassian does not. */
function removeIssuer(ctx: Context, settings: Settings): void {
  const location = ctx.response.get('location')
  if (!settings.redirectUris.some((uri) => location.startsWith(uri))) return
  const url = new URL(location)
  url.searchParams.delete('iss')
  ctx.set('location', url.href)
}
