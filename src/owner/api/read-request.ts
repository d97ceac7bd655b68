import type { IncomingMessage } from 'node:http'
import { localApiRoutes, type RouteName } from '../../shared/local-api-routes.ts'
import { localApiContract, type RouteArgs } from '../../shared/local-api.ts'
import { issueText } from '../../shared/issue-text.ts'
import { RequestError } from './api-error.ts'

/** What a request asks for; `account` is null if the path has none. */
export interface Route {
  readonly name: RouteName | 'events'
  readonly account: string | null
  readonly query: Readonly<Record<string, string>>
}

/** The route for each path (with `{id}` for the account) and method. */
const routes = new Map<string, Map<string, Route['name']>>([['/v1/events', new Map([['GET', 'events']])]])
for (const [name, [method, path]] of Object.entries(localApiRoutes)) {
  const here = routes.get(path) ?? new Map<string, Route['name']>()
  routes.set(path, here.set(method, name as RouteName))
}

/** Refuses what Node would refuse without the body that the contract promises. Throws `RequestError`. */
export function assertSupported({ httpVersion, headers }: IncomingMessage): void {
  // RFC 9112 section 3.2
  if (httpVersion === '1.1' && headers.host === undefined)
    throw new RequestError('badRequest', 'The Host header is missing.')
  // RFC 9110 section 10.1.1
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue')
    throw new RequestError('expectationFailed', 'Only “Expect: 100-continue” is supported.')
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

const maxBytes = 64 * 1024

/** Reads a request's body. Rejects with `RequestError`, `requestTooLarge`, as soon as it is too large. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const { headers } = request
    const isEmpty = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
    if (isEmpty) return resolve('')
    const incomplete = () => reject(new RequestError('badRequest', 'The request is incomplete.'))
    if (request.destroyed) return incomplete()
    const tooLarge = () =>
      reject(new RequestError('requestTooLarge', 'The request is too large (at most 64 KiB).'))
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge()
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) tooLarge()
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
    request.on('close', () => {
      if (!request.complete) incomplete()
    })
  })
}

function parseFields(body: string): Record<string, unknown> {
  if (body.trim() === '') return {}
  let fields: unknown
  try {
    fields = JSON.parse(body)
  } catch {
    // the parser's message quotes the body, which may contain a secret
    throw new RequestError('badRequest', 'The request body is not JSON.')
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new RequestError('badRequest', 'The request body must be a JSON object.')
  return fields as Record<string, unknown>
}

/** The arguments of a request, from its query and JSON body. Throws `RequestError`, naming the field. */
export function parseArgs<R extends RouteName>(
  name: R,
  query: Readonly<Record<string, string>>,
  body: string,
): RouteArgs<R> {
  const parsed = localApiContract[name].args.safeParse(
    { ...query, ...parseFields(body) },
    { error: issueText },
  )
  if (parsed.success) return parsed.data as RouteArgs<R>
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'The request'
  throw new RequestError('badRequest', `${field} is not valid: ${issue?.message ?? ''}`)
}
