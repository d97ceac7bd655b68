import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createSender, type OutgoingRequest, type Sender } from '../../network/send-request.ts'
import { connectionProblem } from '../../shared/connection-problem.ts'
import { errorRow } from '../../shared/error-table.ts'
import { retryAfterMs } from '../../shared/retry-after.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { isAboutScopes } from '../../shared/scopes.ts'
import { askOwner, type ConnectionOptions } from '../ask-owner.ts'
import { OwnerError } from '../owner-error.ts'
import { JiraError } from './jira-error.ts'

/** A longer wait is not for someone in front of a terminal. */
const maxWaitMs = 120_000
const minWaitMs = 500
const maxWaits = 5

const maxRedirects = 5

/** The bytes of an answer, which may still be arriving. */
export type Body = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Jira's answer. */
export interface JiraAnswer {
  readonly status: number
  readonly statusText: string
  readonly contentType: string
  readonly body: Body
  /** Why it refused the token, or what else to say about a failure; null: nothing. */
  readonly advice: OwnerError | null
}

interface JiraRequest {
  readonly method: string
  /** JSON; null for none. */
  readonly body: Uint8Array | null
}

export interface JiraRequests {
  /** Sends a request with a valid token. Rejects with an `OwnerError` or a `JiraError`. */
  send(url: URL, request: JiraRequest): Promise<JiraAnswer>
  close(): void
}

function unreachable(url: URL, error: unknown): JiraError {
  const { code, message } = error as NodeJS.ErrnoException
  const problem = connectionProblem(error) ?? (code === 'ETIMEDOUT' ? 'timedOut' : null)
  if (problem === null) return new JiraError('offline', `${url.host} can’t be reached (${code ?? message}).`)
  const { what, todo } = errorRow(problem)
  return new JiraError(problem, `${url.host} can’t be reached. ${what} ${todo}`)
}

/** A whole body. Rejects if the connection breaks first. */
export async function readAll(body: Body): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function decoded(answer: IncomingMessage): Promise<AsyncIterable<Uint8Array>> {
  if (!/\b(gzip|deflate)\b/i.test(answer.headers['content-encoding'] ?? '')) return answer
  const { createUnzip } = await import('node:zlib')
  const { pipeline } = await import('node:stream')
  // whoever reads it notices an error
  return pipeline(answer, createUnzip(), () => undefined)
}

/** The target of a redirect that may be followed; null if there is none. */
function redirectTarget({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | null {
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode)
  if (!isRedirect || headers.location === undefined || !URL.canParse(headers.location, from.href)) return null
  const to = new URL(headers.location, from)
  to.hash = ''
  const isDowngrade = from.protocol === 'https:' && to.protocol !== 'https:'
  return isDowngrade || !isSafeUrl(to.href) ? null : to
}

/** Follows redirects of GET requests. Another host never gets the token: attachments are kept elsewhere, behind links that need none. */
async function follow(
  sender: Sender,
  url: URL,
  request: OutgoingRequest,
  note: (text: string) => void,
): Promise<IncomingMessage> {
  let to = url
  let { headers } = request
  for (let redirects = 0; ; redirects += 1) {
    const answer = await sender.send(to, { ...request, headers }).catch((error: unknown) => {
      throw unreachable(to, error)
    })
    const next = request.method === 'GET' ? redirectTarget(answer, to) : null
    if (next === null) return answer
    answer.resume()
    if (redirects === maxRedirects)
      throw new JiraError('badAnswer', `${url.host} redirects more than ${maxRedirects} times.`)
    if (next.origin !== to.origin) {
      const { authorization: _, ...others } = headers
      headers = others
      note(`${to.host} redirects to ${next.host}, which doesn’t get the token.`)
    }
    to = next
  }
}

const waitReasons: Readonly<Record<number, string>> = {
  429: 'Jira limits requests (HTTP 429)',
  503: 'Jira is not available (HTTP 503)',
}

/**
 * Requests to Jira with the account's token: a refused one is replaced once, and Retry-After is obeyed.
 *
 * @param accountId of the account whose token is sent
 * @param note tells the user what takes time
 */
export function createJiraRequests(
  connection: ConnectionOptions,
  accountId: string,
  note: (text: string) => void,
): JiraRequests {
  const sender = createSender({
    environment: connection.environment,
    askCaFile: async () => (await askOwner(connection, 'status')).caFile ?? null,
  })

  const sendOnce = async (url: URL, { method, body }: JiraRequest, accessToken: string) => {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json, */*;q=0.5',
      'accept-encoding': 'gzip',
      'user-agent': connection.client,
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': `${body.length}` }),
    }
    const startMs = performance.now()
    const answer = await follow(sender, url, { method, headers, body }, note)
    const tookMs = Math.round(performance.now() - startMs)
    connection.debug?.(`${method} ${url.origin}${url.pathname}: ${answer.statusCode} (${tookMs} ms)`)
    return answer
  }

  /** Gets another token in place of a refused one. Resolves with why there is none; null: there is. */
  const replace = async (tokenId: string): Promise<OwnerError | null> => {
    try {
      await askOwner(connection, 'renew', { account: accountId, refused: tokenId })
      return null
    } catch (error) {
      if (error instanceof OwnerError) return error
      throw error
    }
  }

  const toAnswer = async (message: IncomingMessage): Promise<JiraAnswer> => ({
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    contentType: message.headers['content-type'] ?? '',
    body: await decoded(message),
    advice: null,
  })

  /** The answer to a refused token, with why it stays so; null: there is another token. */
  const afterRefusal = async (
    message: IncomingMessage,
    tokenId: string,
    mayReplace: boolean,
  ): Promise<JiraAnswer | null> => {
    const answer = await toAnswer(message)
    const body = await readAll(answer.body)
    const challenge = message.headers['www-authenticate'] ?? null
    const code = isAboutScopes(body.toString('utf8'), challenge) ? 'scopeMissing' : 'accessTokenRefused'
    const { what, todo } = errorRow(code)
    const why = new OwnerError(code, `${what} ${todo}`)
    const advice = code === 'scopeMissing' || !mayReplace ? why : await replace(tokenId)
    return advice === null ? null : { ...answer, advice, body: [body] }
  }

  return {
    close: () => sender.close(),
    send: async (url, request) => {
      let wasReplaced = false
      for (let waits = 0; ;) {
        const token = await askOwner(connection, 'token', { account: accountId })
        const message = await sendOnce(url, request, token.accessToken)
        const { statusCode = 0, headers } = message
        if (statusCode === 401) {
          const refused = await afterRefusal(message, token.tokenId, !wasReplaced)
          if (refused !== null) return refused
          wasReplaced = true
          continue
        }
        const reason = waitReasons[statusCode]
        const askedMs = retryAfterMs(headers['retry-after'], Date.now())
        if (reason === undefined || askedMs === null || waits === maxWaits) return toAnswer(message)
        if (askedMs > maxWaitMs) {
          note(`${reason}, and wants a wait of ${Math.ceil(askedMs / 1000)} s: that is too long.`)
          return toAnswer(message)
        }
        message.resume()
        waits += 1
        const waitMs = Math.max(minWaitMs, askedMs)
        note(`${reason}. Trying again in ${Math.ceil(waitMs / 1000)} s, as it asks.`)
        await delay(waitMs)
      }
    },
  }
}
