import { RequestError } from './api-error.ts'

/** What a request asks for. */
export type Route =
  | { readonly kind: 'status' }
  | { readonly kind: 'events' }
  | { readonly kind: 'token'; readonly account: string; readonly minValidSec: number | undefined }
  | { readonly kind: 'renew'; readonly account: string; readonly refused: string | null }
  | { readonly kind: 'test'; readonly account: string }

const methods = { status: 'GET', events: 'GET', token: 'GET', renew: 'POST', test: 'POST' } as const

const accountPath = /^\/v1\/accounts\/([^/]+)\/(token|renew|test)$/

function minValidOf(query: URLSearchParams): number | undefined {
  const text = query.get('min_valid')
  if (text === null) return undefined
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text))
    throw new RequestError('badRequest', 'min_valid must be a number of seconds, 0 or more.')
  return Number(text)
}

function accountOf(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new RequestError('badRequest', 'The account in the path is not valid percent-encoding.')
  }
}

function routeOf(url: URL): Route {
  if (url.pathname === '/v1/status') return { kind: 'status' }
  if (url.pathname === '/v1/events') return { kind: 'events' }
  const [, segment = '', action] = accountPath.exec(url.pathname) ?? []
  const query = url.searchParams
  switch (action ?? '') {
    case 'token':
      return { kind: 'token', account: accountOf(segment), minValidSec: minValidOf(query) }
    case 'renew':
      return { kind: 'renew', account: accountOf(segment), refused: query.get('refused') }
    case 'test':
      return { kind: 'test', account: accountOf(segment) }
    default:
      throw new RequestError('unknownPath', 'There is nothing at this path. The API is at /v1/.')
  }
}

/** What this request asks for; parameters that are not known are ignored. Throws `RequestError`. */
export function parseRoute(method: string, target: string): Route {
  const base = 'http://local'
  if (!target.startsWith('/') || !URL.canParse(target, base))
    throw new RequestError('badRequest', 'The request has no valid path.')
  const route = routeOf(new URL(target, base))
  const expected = methods[route.kind]
  if (method !== expected) throw new RequestError('methodNotAllowed', `Use ${expected} here.`)
  return route
}
