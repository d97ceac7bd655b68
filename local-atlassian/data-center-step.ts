import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import { myselfAtDataCenter } from './api-answers.ts'
import { atlassianErrors } from './atlassian-errors.ts'
import type { Step } from './on-path.ts'
import { readBody } from './read-body.ts'
import type { Settings } from './settings.ts'
import { parseTokenRequest } from './token-request.ts'

function refuse(ctx: Context, description: string): void {
  ctx.status = 400
  ctx.body = { error: 'invalid_request', error_description: description }
}

/**
 * Refuses token requests that Data Center refuses and oidc-provider accepts. Source: “Jira OAuth 2.0 provider API” for
 * Jira 9 and 10, confluence.atlassian.com/adminjiraserver.
 */
export const formsOnlyStep: Step = async (ctx, next) => {
  if (ctx.get('content-type').startsWith('application/x-www-form-urlencoded')) return next()
  await readBody(ctx.req)
  refuse(ctx, 'the body must be a form')
}

/** The refresh grant also needs the redirect URI. */
export function dataCenterRefreshStep(settings: Settings): Step {
  return async (ctx, next) => {
    const { grant_type: grant, redirect_uri: redirectUri } = parseTokenRequest(ctx)
    if (grant !== 'refresh_token' || settings.redirectUris.some((uri) => uri === redirectUri)) return next()
    refuse(ctx, 'redirect_uri is missing or not registered')
  }
}

/** `GET /rest/api/2/myself`, for tokens with READ or more. */
export function dataCenterApiStep(provider: Provider, settings: Settings): Step {
  return async (ctx) => {
    const bearer = /^Bearer (\S+)$/i.exec(ctx.get('authorization'))?.[1]
    const token = bearer === undefined ? undefined : await provider.AccessToken.find(bearer)
    const person = settings.people.find(({ accountId }) => accountId === token?.accountId)
    ctx.status = person === undefined ? 401 : 200
    ctx.body =
      person === undefined ? atlassianErrors.unauthorized.body : myselfAtDataCenter(provider.issuer, person)
  }
}
