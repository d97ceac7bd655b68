import { readAnswerEvents } from './answer-events.ts'
import type { AuthorizedUpstream } from './authorized-upstream.ts'
import { BridgeError } from './bridge-error.ts'
import type { Cursor } from './event-stream.ts'
import {
  answeredBy,
  parseFrame,
  requestsIn,
  strayErrorIn,
  wellFormed,
  type Frame,
  type Message,
  type MessageId,
  type Request,
  type RpcError,
} from './message.ts'
import { createRetryPolicy, type RetryPolicy } from './retry-policy.ts'
import { delay } from './delay.ts'
import { readWholeBody, isEventStream } from './read-answer.ts'
import { badAnswer } from './refusals.ts'
import type { UpstreamAnswer } from './decode-answer.ts'

/** How to send a frame to the server, and what to do with the answers. */
export interface Delivery {
  readonly frame: Frame
  readonly signal: AbortSignal
  /** Headers for the next try, which depend on the session. Rejects if there is no session. */
  headers(): Promise<Record<string, string>>
  /** Whether sending it twice is harmless. */
  isRepeatable(request: Request): boolean
  /** Whether the client has canceled it. */
  isCancelled(): boolean
  /** Resolves when there is room for the next frame. */
  onFrame(frame: Frame): Promise<void>
  /** It failed and will be tried again. */
  onProblem(error: BridgeError): void
  /** Before `onFrame`, for each answer in it. */
  onAnswer(request: Request, message: Message, answer: UpstreamAnswer): void
  /** Resolves when there is a new session, with whether the frame still has to be sent; or rejects. */
  onSessionLost(error: BridgeError, lostId: string | undefined): Promise<boolean>
}

const postHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

const resumePauseMs = 1000

const lost = (host: string) =>
  new BridgeError('connectionLost', `The connection to ${host} broke before the answer arrived.`, {
    retry: 'maybeDone',
  })

/** Follows a stream to the last answer that is due, over as many connections as necessary. */
async function resume(
  upstream: AuthorizedUpstream,
  { headers, signal, isCancelled }: Delivery,
  cursor: Cursor,
  retryPolicy: RetryPolicy,
  isDue: () => boolean,
  onFrame: (frame: Frame) => Promise<void>,
): Promise<void> {
  while (isDue() && cursor.lastEventId !== null && !isCancelled()) {
    await delay(cursor.retryMs ?? resumePauseMs, signal)
    if (signal.aborted) return
    try {
      const resumed = {
        ...(await headers()),
        accept: 'text/event-stream',
        'last-event-id': cursor.lastEventId,
      }
      const answer = await upstream.listen({ method: 'GET', headers: resumed, signal })
      retryPolicy.renew()
      await readAnswerEvents(answer, cursor, isDue, onFrame)
    } catch (error) {
      if (!(error instanceof BridgeError) || error.code === 'messageTooLarge') throw error
      if (error.retry === 'never') throw lost(upstream.host)
      await retryPolicy.after(lost(upstream.host))
    }
  }
}

/** Whether these requests may be sent again after the error, although the server may have handled them. */
function mayRepeat({ retry }: BridgeError, due: readonly Request[], { isRepeatable }: Delivery): boolean {
  return retry === 'safe' || (retry === 'maybeDone' && due.every(isRepeatable))
}

/**
 * Sends a frame until it is answered, across lost connections and server restarts. Rejects with a `BridgeError` if
 * requests in it remain unanswered; resolves without an answer if it was canceled.
 */
export async function deliver(upstream: AuthorizedUpstream, delivery: Delivery): Promise<void> {
  const { frame, signal } = delivery
  const due = new Map<MessageId, Request>(requestsIn(frame).map((request) => [request.id, request]))
  const retryPolicy = createRetryPolicy(signal, delivery.onProblem)
  /** Assigns the answer to a due request: servers send `id: null` if they could not read the request's id. */
  let strayError: RpcError | null = null
  const isDue = () => due.size > (strayError === null ? 0 : 1)

  const take = (from: UpstreamAnswer) => async (all: Frame) => {
    strayError ??= strayErrorIn(all)
    const came = wellFormed(all)
    if (came === null) return
    retryPolicy.renew()
    for (const message of came.messages) {
      const request = due.get(answeredBy(message) ?? '')
      if (request === undefined) continue
      due.delete(request.id)
      delivery.onAnswer(request, message, from)
    }
    await delivery.onFrame(came)
  }

  const attempt = async (headers: Record<string, string>): Promise<void> => {
    strayError = null
    const answer = await upstream.send({ method: 'POST', headers, body: frame.text, signal })
    const { statusCode: status = 0 } = answer
    if (isEventStream(answer)) {
      const cursor: Cursor = { lastEventId: null, retryMs: null }
      await readAnswerEvents(answer, cursor, isDue, take(answer))
      await resume(upstream, delivery, cursor, retryPolicy, isDue, take(answer))
      if (isDue()) throw lost(upstream.host)
      if (due.size > 0) throw badAnswer(upstream.host, status, '', strayError)
      return
    }
    const body = await readWholeBody(answer).catch((error: unknown) => {
      throw error instanceof BridgeError ? error : lost(upstream.host)
    })
    if (due.size === 0) return
    const came = parseFrame(body)
    if (came !== null) await take(answer)(came)
    if (due.size > 0) throw badAnswer(upstream.host, status, body, strayError)
  }

  for (;;) {
    const headers: Record<string, string> = { ...postHeaders, ...(await delivery.headers()) }
    if (signal.aborted || delivery.isCancelled()) return
    try {
      await attempt(headers)
      return
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof BridgeError)) throw error
      if (delivery.isCancelled()) return
      if (!mayRepeat(error, [...due.values()], delivery)) throw error
      if (error.code === 'sessionLost' && !(await delivery.onSessionLost(error, headers['mcp-session-id'])))
        return
      await retryPolicy.after(error)
    }
  }
}
