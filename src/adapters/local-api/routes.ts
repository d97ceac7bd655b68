import { localApiContract, type RouteName } from '../../shared/local-api.ts'
import { RequestError } from './api-error.ts'

/** What a request asks for; `account` is null where the path names none. */
export interface Route {
  readonly name: RouteName | 'events'
  readonly account: string | null
  readonly query: Readonly<Record<string, string>>
}

interface Pattern {
  readonly name: Route['name']
  readonly method: string
  readonly path: RegExp
}

const patterns: readonly Pattern[] = [
  { name: 'events', method: 'GET', path: /^\/v1\/events$/ },
  ...Object.entries(localApiContract).map(([name, { method, path }]) => ({
    name: name as RouteName,
    method,
    path: new RegExp(`^${path.replace('{id}', '([^/]+)')}$`),
  })),
]

function accountOf(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new RequestError('badRequest', 'The account in the path is not valid percent-encoding.')
  }
}

/** What this request asks for. Throws `RequestError`. */
export function parseRoute(method: string, target: string): Route {
  const base = 'http://local'
  if (!target.startsWith('/') || !URL.canParse(target, base))
    throw new RequestError('badRequest', 'The request has no valid path.')
  const { pathname, searchParams } = new URL(target, base)
  const here = patterns.filter(({ path }) => path.test(pathname))
  if (here.length === 0)
    throw new RequestError('unknownPath', 'There is nothing at this path. The API is at /v1/.')
  const pattern = here.find((one) => one.method === method)
  if (pattern === undefined) {
    const usable = here.map((one) => one.method).join(' or ')
    throw new RequestError('methodNotAllowed', `Use ${usable} here.`)
  }
  const segment = pattern.path.exec(pathname)?.[1]
  return {
    name: pattern.name,
    account: segment === undefined ? null : accountOf(segment),
    query: Object.fromEntries(searchParams),
  }
}
