import { localApiContract, type RouteName } from '../../shared/local-api.ts'
import { RequestError } from './api-error.ts'

/** What a request asks for; `account` is null if the path has none. */
export interface Route {
  readonly name: RouteName | 'events'
  readonly account: string | null
  readonly query: Readonly<Record<string, string>>
}

/** The route for each path (with `{id}` for the account) and method. */
const routes = new Map<string, Map<string, Route['name']>>([['/v1/events', new Map([['GET', 'events']])]])
for (const [name, { method, path }] of Object.entries(localApiContract)) {
  const here = routes.get(path) ?? new Map<string, Route['name']>()
  routes.set(path, here.set(method, name as RouteName))
}

const accountPath = /^(\/v1\/accounts\/)([^/]+)(.*)$/

function decodeAccount(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new RequestError('badRequest', 'The account in the path is not percent-encoded correctly.')
  }
}

/** What this request asks for. Throws `RequestError`. */
export function parseRoute(method: string, target: string): Route {
  if (!target.startsWith('/')) throw new RequestError('badRequest', 'The request has no valid path.')
  const [path = '', query = ''] = target.split('?', 2)
  const [, before = '', account = null, after = ''] = accountPath.exec(path) ?? []
  const here = routes.get(account === null ? path : `${before}{id}${after}`)
  if (here === undefined) throw new RequestError('unknownPath', 'Unknown path. The API is at /v1/.')
  const name = here.get(method)
  if (name === undefined)
    throw new RequestError('methodNotAllowed', `Method not allowed. Use ${[...here.keys()].join(' or ')}.`)
  return {
    name,
    account: account === null ? null : decodeAccount(account),
    query: query === '' ? {} : Object.fromEntries(new URLSearchParams(query)),
  }
}
