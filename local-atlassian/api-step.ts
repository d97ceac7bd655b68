import type { Provider } from 'oidc-provider'
import { accessibleResources, me, myself } from './api-answers.ts'
import { atlassianErrors, type AtlassianError } from './atlassian-errors.ts'
import type { Step } from './on-path.ts'
import { lists } from './lists.ts'
import { robot, type Person } from './people.ts'
import type { Settings } from './settings.ts'

const sitePath = /^\/ex\/jira\/([^/]+)\/rest\/api\/3\/(.+)$/

/** The REST endpoints. They look the Bearer token up in oidc-provider's own store. */
export function apiStep(provider: Provider, settings: Settings): Step {
  return async (ctx) => {
    const bearer = /^Bearer (\S+)$/i.exec(ctx.get('authorization'))?.[1]
    const signedIn = bearer === undefined ? undefined : await provider.AccessToken.find(bearer)
    const granted = bearer === undefined ? undefined : await provider.ClientCredentials.find(bearer)
    const person = granted
      ? robot
      : settings.people.find(({ accountId }) => accountId === signedIn?.accountId)
    const scopes = (granted ?? signedIn)?.scope?.split(' ') ?? []
    const query = new URLSearchParams(ctx.querystring)
    const result = person ? respond(ctx.path, query, person, scopes) : 'unauthorized'
    ctx.status = typeof result === 'string' ? atlassianErrors[result].status : 200
    ctx.body = typeof result === 'string' ? atlassianErrors[result].body : result
  }

  function respond(
    path: string,
    query: URLSearchParams,
    person: Person,
    scopes: readonly string[],
  ): object | AtlassianError {
    if (path === '/oauth/token/accessible-resources') {
      return accessibleResources(provider.issuer, settings.sites, scopes)
    }
    if (path === '/me') return scopes.includes('read:me') ? me(provider.issuer, person) : 'scopeMismatch'
    const [, cloudId = '', resource = ''] = sitePath.exec(path) ?? []
    if (!settings.sites.some(({ id }) => id === cloudId)) return 'notFound'
    const list = lists[resource]
    if (list !== undefined) return scopes.includes(list.scope) ? list.page(query) : 'scopeMismatch'
    if (resource !== 'myself') return 'notFound'
    return scopes.includes('read:jira-user') ? myself(provider.issuer, cloudId, person) : 'scopeMismatch'
  }
}
