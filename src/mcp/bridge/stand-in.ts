import { BridgeError, rpcErrorLine } from './bridge-error.ts'
import { delay } from './delay.ts'
import type { Delivery } from './deliver.ts'
import { isModern } from './modern-headers.ts'
import { requestsIn, soleMessage, type Frame, type MessageId, type Request } from './message.ts'
import { startRecovery, type Recovery } from './recovery.ts'
import type { Session } from './session.ts'
import type { StandInAnswers } from './stand-in-answers.ts'

/** How long a client that is starting waits for the server. Some give up after 30 seconds, or hold up everything else. */
const startTimeoutMs = 5000

/** While there is no session: how long a call waits for another try to connect, and how long a list does. */
const callTimeoutMs = 10_000
const listTimeoutMs = 1000

type Deliver = (frame: Frame, unanswered: Set<MessageId>, onProblem?: Delivery['onProblem']) => Promise<void>

interface StandInDeps {
  readonly host: string
  readonly answers: StandInAnswers
  readonly session: Session
  /** Aborts when the bridge ends. */
  readonly signal: AbortSignal
  /** Relays a frame. */
  readonly deliver: Deliver
  /** Sends a client's frame again, without passing on the answer. */
  replay(frame: Frame, onProblem?: Delivery['onProblem']): Promise<void>
  write(line: string): Promise<void>
  /** The postponed handshake is complete. */
  onOpen(): void
}

/** While the handshake with the server is postponed. */
interface Away {
  readonly recovery: Recovery
  /** The client has completed its part of the handshake. */
  onInitialized(): void
  stop(): void
}

const resultLine = (id: MessageId, result: object) => JSON.stringify({ jsonrpc: '2.0', id, result })

/** A list of tools in a session; later protocol versions have none. */
function isToolList(frame: Frame): boolean {
  const message = soleMessage(frame, 'tools/list')
  return message !== null && !isModern(message)
}

/**
 * Relays frames, and answers in the server's place if a client starts while the server can't answer. Then it keeps trying
 * to connect, and tells the client when the server's own tools are available.
 */
export function createStandIn(
  deps: StandInDeps,
): (frame: Frame, unanswered: Set<MessageId>) => Promise<void> {
  const { host, answers, session, signal, deliver, replay, write } = deps
  let away: Away | null = null
  /** Waits for the server's list of tools, because the client got ours. */
  let listing: Recovery | null = null

  const announce = () => {
    for (const line of answers.changes()) void write(line)
  }

  const openLater = (frame: Frame, first: Promise<void>, problem: BridgeError): void => {
    const stopping = new AbortController()
    let onInitialized: () => void = () => undefined
    const initialized = new Promise<void>((resolve) => (onInitialized = resolve))
    const quietly = (sent: Frame) => replay(sent, (error) => recovery.setProblem(error))
    session.postpone(frame)
    const recovery: Recovery = startRecovery({
      first: first.then(async () => {
        await initialized
        await session.complete(quietly)
      }),
      again: async () => {
        await initialized
        await session.restart(session.headers()['mcp-session-id'], quietly)
      },
      problem,
      signal: AbortSignal.any([signal, stopping.signal]),
      onDone: () => {
        away = null
        announce()
        deps.onOpen()
      },
    })
    away = { recovery, onInitialized, stop: () => stopping.abort() }
  }

  const listLater = (frame: Frame, first: Promise<void>, problem: BridgeError): void => {
    first.catch(() => undefined)
    listing ??= startRecovery({
      first,
      again: () => replay(frame, () => undefined),
      problem,
      signal,
      onDone: () => {
        listing = null
        announce()
      },
    })
  }

  /** Relays a request, or answers it if the server can't in time. */
  const deliverOrAnswer = async (
    frame: Frame,
    request: Request,
    unanswered: Set<MessageId>,
  ): Promise<void> => {
    let problem = new BridgeError('timedOut', `${host} has not answered yet.`)
    const delivered = deliver(frame, unanswered, (error) => (problem = error))
    const answered = new AbortController()
    const isList = request.method !== 'initialize'
    const limitMs = isList && answers.isWorthWaiting(request, problem) ? callTimeoutMs : startTimeoutMs
    const failure = await Promise.race([
      delivered.then(
        () => null,
        (error: unknown) => error,
      ),
      delay(limitMs, AbortSignal.any([answered.signal, signal])).then(() => problem),
    ])
    answered.abort()
    // the server's own error is an answer too
    if (!(failure instanceof BridgeError) || failure.rpcError !== null) return delivered
    const result = await answers.answer(request, failure)
    if (result === null || !unanswered.delete(request.id)) return delivered
    const later = request.method === 'initialize' ? openLater : listLater
    later(frame, delivered, failure)
    await write(resultLine(request.id, result))
  }

  /** Answers in the server's place. Returns whether to send the frame after all, because there is a session now. */
  const answerAway = async (frame: Frame, { recovery, onInitialized }: Away): Promise<boolean> => {
    if (session.noteSent(frame)) onInitialized()
    const requests = requestsIn(frame)
    for (const request of requests) session.noteState(frame, request)
    if (requests.length === 0) return false
    const isWorthWaiting = requests.some((request) => answers.isWorthWaiting(request, recovery.problem))
    if (await recovery.tryNow(isWorthWaiting ? callTimeoutMs : listTimeoutMs)) return true
    for (const request of requests) {
      const result = await answers.answer(request, recovery.problem)
      await write(
        result === null ? rpcErrorLine(request.id, recovery.problem) : resultLine(request.id, result),
      )
    }
    return false
  }

  return async (frame, unanswered) => {
    const isStart = soleMessage(frame, 'initialize') !== null
    if (isStart) {
      away?.stop()
      away = null
    }
    if (away !== null && !(await answerAway(frame, away))) return
    const [request] = requestsIn(frame)
    const own = request === undefined ? null : answers.answerOwnTool(request)
    if (request !== undefined && own !== null) return write(resultLine(request.id, own))
    if (request !== undefined && (isStart || isToolList(frame)))
      await deliverOrAnswer(frame, request, unanswered)
    else await deliver(frame, unanswered)
  }
}
