import { localApiRoutes, type NamesAccount, type RouteName } from '../shared/local-api-routes.ts'
import type { ApiError, RouteAnswer, RouteInput } from '../shared/local-api.ts'
import type { OwnerAddress } from '../ownership/owner-address.ts'
import { exchange, type Exchange, type HttpAnswer, type OwnerRequest, type Send } from './http-exchange.ts'
import { findSocket, untrusted } from './find-socket.ts'
import { noSuchAccount, OwnerError } from './owner-error.ts'
import { replaceAgent } from './replace-agent.ts'

/** How long to retry while one owner is busy. */
const busyTimeoutMs = 60_000

const maxDelayMs = 400

/** Enough for a renewal and one retry, each with its own time limit, on a busy computer. */
const defaultTimeoutMs = 120_000

/** How to reach the owner. */
export interface ConnectionOptions {
  readonly environment: NodeJS.ProcessEnv
  /** This program's name; printable ASCII without spaces. */
  readonly client: string
  /** Sends one request and reads the answer; by default over a new connection. */
  readonly send?: Send
  /** For people: an error about an unknown account lists the existing accounts. */
  readonly namesAccounts?: true
  /** Told what happens, without bodies and thus without secrets. */
  readonly debug?: ((text: string) => void) | undefined
  /** Called when no owner is running: resolves when one is, or rejects. Without it, a missing owner is an error. */
  readonly start?: () => Promise<void>
}

/** A route's arguments, and the account (ID or name; null: the default account) if its path names one. */
type RouteRequest<R extends RouteName> = (RouteInput<R> extends Record<string, never>
  ? unknown
  : RouteInput<R>) &
  (NamesAccount<R> extends true ? { readonly account: string | null } : unknown)

interface AskOptions {
  readonly timeoutMs?: number
  /** Aborts the request, which then rejects. */
  readonly signal?: AbortSignal
}

/** What follows the route's name; a route without arguments needs no request. */
export type Asking<R extends RouteName> =
  object extends RouteRequest<R>
    ? [request?: RouteRequest<R>, options?: AskOptions]
    : [request: RouteRequest<R>, options?: AskOptions]

/** Asks the owner; `askOwner` with a connection. Rejects with an `OwnerError`. */
export type Ask = <R extends RouteName>(route: R, ...asking: Asking<R>) => Promise<RouteAnswer<R>>

/** The owner's socket; null if no owner has ever run. Throws an `OwnerError` when it can't be trusted. */
export function findAddress(environment: NodeJS.ProcessEnv): OwnerAddress | null {
  try {
    return findSocket(environment)
  } catch (error) {
    throw untrusted('Not connected', environment, error)
  }
}

const missing = () =>
  new OwnerError(
    'ownerMissing',
    'Neither the app nor a background agent is listening on the socket in JIRA_TOKEN_SOCKET.',
  )

/** Repeating these changes nothing. */
const harmless: readonly RouteName[] = ['renew', 'test', 'awaitSignIn', 'check']

/** Whether the request can be repeated when it is unknown whether the owner got it. */
const isRepeatable = (route: RouteName) => localApiRoutes[route][0] === 'GET' || harmless.includes(route)

/** Whether repeating a request that was answered would do something twice. */
const wasDone = ({ method }: OwnerRequest, { status }: HttpAnswer) => method !== 'GET' && status < 400

function toDebugLine(
  { socketPath }: OwnerAddress,
  { method, target }: OwnerRequest,
  result: Exchange,
  tookMs: number,
): string {
  const outcome = result.kind === 'answered' ? `${result.answer.status}` : result.kind
  return `${method} ${target} at ${socketPath}: ${outcome} (${Math.round(tookMs)} ms)`
}

/** Asks until there is an answer: pauses while the owner is busy, and starts one if none is running. */
async function answerTo(
  connection: ConnectionOptions,
  route: RouteName,
  request: OwnerRequest,
): Promise<HttpAnswer> {
  let refusedBy: string | null = null
  /** The socket of an agent that makes way; it may still answer for a moment. */
  let leaving: string | null = null
  let busySinceMs: number | null = null
  let busyAt: string | null = null
  for (let tries = 1; ; tries += 1) {
    const address = findAddress(connection.environment)
    // still the socket that refused: no new owner has started
    if (address === null || address.socketPath === refusedBy) {
      if (connection.start === undefined) throw missing()
      connection.debug?.('no owner is running: starting one')
      await connection.start()
      refusedBy = null
      busySinceMs = null
      continue
    }
    // each owner gets the full time
    if (address.socketPath !== busyAt) busySinceMs = null
    busyAt = address.socketPath
    const sentAtMs = performance.now()
    const result = await (connection.send ?? exchange)(address, request)
    connection.debug?.(toDebugLine(address, request, result, performance.now() - sentAtMs))
    const isLeaving = address.socketPath === leaving
    if (result.kind === 'answered' && !isLeaving && !wasIgnored(result.answer)) {
      const { answer } = result
      const { client, environment } = connection
      const mayRepeat = connection.start !== undefined && leaving === null && !wasDone(request, answer)
      if (!mayRepeat || !(await replaceAgent(address, answer, client, environment))) return answer
      leaving = address.socketPath
      continue
    }
    if (result.kind === 'failed')
      throw new OwnerError('ownerSilent', `No answer from the app or background agent: ${result.why}.`)
    if (result.kind === 'nobody') {
      refusedBy = address.socketPath
      continue
    }
    if (result.kind === 'busy' && result.sent && !isRepeatable(route))
      throw new OwnerError(
        'ownerSilent',
        'The connection broke before the answer arrived. Check whether the change was made.',
      )
    busySinceMs ??= performance.now()
    if (performance.now() - busySinceMs > busyTimeoutMs)
      throw new OwnerError('ownerBusy', 'The app or background agent is too busy to answer. Try again.')
    const pauseMs = Math.min(maxDelayMs, 10 * 2 ** tries) * Math.random()
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/**
 * Whether the owner has not acted on the request: it is closing (then another one may start), or did not get the whole
 * request in time, which happens on a slow computer.
 */
function wasIgnored({ status, body }: HttpAnswer): boolean {
  return (
    (status === 503 && body.includes('"code":"closing"')) ||
    (status === 408 && body.includes('"code":"requestTooSlow"'))
  )
}

/** The request for a route. Throws an `OwnerError`, `invalidInput`, for an empty account name. */
function toOwnerRequest(
  { client }: ConnectionOptions,
  route: RouteName,
  given: Readonly<Record<string, unknown>>,
  { timeoutMs = defaultTimeoutMs, signal }: AskOptions,
): OwnerRequest {
  const [method, path] = localApiRoutes[route]
  const { account, ...others } = given
  const namesAccount = path.includes('{id}')
  const args = Object.entries(namesAccount ? others : given).filter(([, value]) => value !== undefined)
  const target = namesAccount ? path.replace('{id}', () => accountInPath(account as string | null)) : path
  const request = { method, target, body: null, client, timeoutMs, signal }
  if (args.length === 0) return request
  if (method !== 'GET') return { ...request, body: JSON.stringify(Object.fromEntries(args)) }
  const query = new URLSearchParams(args.map(([name, value]): [string, string] => [name, String(value)]))
  return { ...request, target: `${target}?${query.toString()}` }
}

/** Asks the owner and parses its JSON answer. Rejects with an `OwnerError` for any failure. */
export async function askOwner<R extends RouteName>(
  connection: ConnectionOptions,
  route: R,
  ...asking: Asking<R>
): Promise<RouteAnswer<R>> {
  const [given = {}, options = {}] = asking as [Readonly<Record<string, unknown>>?, AskOptions?]
  const { status, body } = await answerTo(
    connection,
    route,
    toOwnerRequest(connection, route, given, options),
  )
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    throw new OwnerError('ownerSilent', 'Unexpected answer. Does this socket belong to the app?')
  }
  if (status >= 200 && status < 300) return answer as RouteAnswer<R>
  const { code = 'internal', message = `HTTP ${status}` } = (answer as Partial<ApiError>).error ?? {}
  if (connection.namesAccounts !== true || code !== 'accountNotFound' || !('account' in given))
    throw new OwnerError(code, message)
  const { accounts } = await askOwner(connection, 'status')
  throw noSuchAccount(
    (given['account'] as string | null) ?? 'default',
    accounts.map(({ name }) => name),
  )
}

/** Throws an `OwnerError`, `invalidInput`, for an empty account name. */
export function assertAccountName(account: string | null): void {
  if (account?.trim() !== '') return
  throw new OwnerError('invalidInput', 'The account name is empty. Is a variable unset?')
}

function accountInPath(account: string | null): string {
  assertAccountName(account)
  return encodeURIComponent(account ?? 'default')
}
