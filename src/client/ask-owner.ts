import type { ApiError, Status } from '../shared/local-api.ts'
import type { OwnerAddress } from '../ownership/owner-address.ts'
import { exchange, type HttpAnswer, type OwnerRequest, type Send } from './http-exchange.ts'
import { findSocket } from './find-socket.ts'
import { noSuchAccount, OwnerError } from './owner-error.ts'
import { untrusted } from './untrusted-error.ts'

/** Longest time for which one owner that is busy is asked again. */
const busyTimeoutMs = 60_000

const maxDelayMs = 400

/** A renewal that is tried twice, each with its time limit, on a computer that has much else to do. */
const defaultTimeoutMs = 120_000

/** How to reach the owner. */
export interface ConnectionOptions {
  readonly environment: NodeJS.ProcessEnv
  /** What this program calls itself; printable ASCII without spaces. */
  readonly client: string
  /** Makes one exchange; usually over a connection of its own. */
  readonly send?: Send
  /** For people: where there is no such account, the error names those that there are, which are asked for. */
  readonly namesAccounts?: true
  /** Called when there is no owner: resolves when there is one, or rejects. Without it, that is an error. */
  readonly start?: () => Promise<void>
}

export interface ApiRequest extends Pick<OwnerRequest, 'method'> {
  /** Begins with `/v1/`. */
  readonly target: string
  readonly body?: unknown
  readonly timeoutMs?: number
  /** Hangs up; the question rejects. */
  readonly signal?: AbortSignal
}

/** The owner's socket; null when there never was one. Throws an `OwnerError` when it can't be trusted. */
export function findAddress(environment: NodeJS.ProcessEnv): OwnerAddress | null {
  try {
    return findSocket(environment)
  } catch (error) {
    throw untrusted('Nothing was sent', environment, error)
  }
}

const missing = () =>
  new OwnerError(
    'ownerMissing',
    'Nobody holds the accounts at JIRA_TOKEN_SOCKET, and a socket named there is never made.',
  )

/** What may be asked twice when it is not known whether the owner heard it. */
const isRepeatable = ({ method, target }: ApiRequest) =>
  method === 'GET' || /\/(renew|test|wait|check)(\?|$)/.test(target)

/** Asks until there is an answer: a busy owner again after a pause, a missing one after it was started. */
async function answerTo(connection: ConnectionOptions, apiRequest: ApiRequest): Promise<HttpAnswer> {
  const request: OwnerRequest = {
    method: apiRequest.method,
    target: apiRequest.target,
    body: apiRequest.body === undefined ? null : JSON.stringify(apiRequest.body),
    client: connection.client,
    timeoutMs: apiRequest.timeoutMs ?? defaultTimeoutMs,
    signal: apiRequest.signal,
  }
  let refusedBy: string | null = null
  let busySinceMs: number | null = null
  let busyAt: string | null = null
  for (let tries = 1; ; tries += 1) {
    const address = findAddress(connection.environment)
    // the same one refuses again: no other owner has come up
    if (address === null || address.socketPath === refusedBy) {
      if (connection.start === undefined) throw missing()
      await connection.start()
      refusedBy = null
      busySinceMs = null
      continue
    }
    // the next owner gets as much time as the one before
    if (address.socketPath !== busyAt) busySinceMs = null
    busyAt = address.socketPath
    const result = await (connection.send ?? exchange)(address, request)
    if (result.kind === 'answered' && !wasNotHeard(result.answer)) return result.answer
    if (result.kind === 'failed') throw new OwnerError('ownerSilent', `No answer: ${result.why}.`)
    if (result.kind === 'nobody') {
      refusedBy = address.socketPath
      continue
    }
    if (result.kind === 'busy' && result.sent && !isRepeatable(apiRequest))
      throw new OwnerError(
        'ownerSilent',
        'The connection broke before the answer came. Look whether it was done.',
      )
    busySinceMs ??= performance.now()
    if (performance.now() - busySinceMs > busyTimeoutMs)
      throw new OwnerError(
        'ownerBusy',
        'The program that holds the accounts is too busy to answer. Try again.',
      )
    const pauseMs = Math.min(maxDelayMs, 10 * 2 ** tries) * Math.random()
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/**
 * An owner that ends has done nothing; another one may come. Nor has one that did not get the whole request in time:
 * this computer is slow then.
 */
function wasNotHeard({ status, body }: HttpAnswer): boolean {
  return (
    (status === 503 && body.includes('"code":"closing"')) ||
    (status === 408 && body.includes('"code":"requestTooSlow"'))
  )
}

/** What the owner answers, as JSON. Rejects with an `OwnerError` for any failure. */
export async function askOwner<T>(connection: ConnectionOptions, apiRequest: ApiRequest): Promise<T> {
  const { status, body } = await answerTo(connection, apiRequest)
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    throw new OwnerError('ownerSilent', 'The answer makes no sense: is this socket the app’s?')
  }
  if (status >= 200 && status < 300) return answer as T
  const { code = 'internal', message = `HTTP ${status}` } = (answer as Partial<ApiError>).error ?? {}
  const wanted = /^\/v1\/accounts\/([^/?]+)/.exec(apiRequest.target)?.[1]
  if (connection.namesAccounts !== true || code !== 'accountNotFound' || wanted === undefined)
    throw new OwnerError(code, message)
  const { accounts } = await askOwner<Status>(connection, { method: 'GET', target: '/v1/status' })
  const names = accounts.map(({ name }) => name)
  throw noSuchAccount(decodeURIComponent(wanted), names)
}

/** Throws an `OwnerError`, `invalidInput`, for the name of an account that is empty. */
export function assertAccountName(account: string | null): void {
  if (account?.trim() !== '') return
  throw new OwnerError('invalidInput', 'The name of the account is empty: perhaps a variable is not set.')
}

/** The path of an account; of the default one when none is named. Throws as `assertAccountName`. */
export function accountPath(account: string | null, action: string): string {
  assertAccountName(account)
  return `/v1/accounts/${encodeURIComponent(account ?? 'default')}${action === '' ? '' : `/${action}`}`
}
