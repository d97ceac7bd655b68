import type { AuthorizedUpstream } from './authorized-upstream.ts'
import { BridgeError, parseErrorLine, rpcErrorLine, tooLongLine } from './bridge-error.ts'
import { deliver, type Delivery } from './deliver.ts'
import { createInFlight } from './in-flight.ts'
import { createListener } from './listener.ts'
import { answeredBy, parseFrame, requestsIn, soleMessage, type Frame, type MessageId } from './message.ts'
import { modernHeaders } from './modern-headers.ts'
import { maxMessageBytes } from './refusals.ts'
import { isRepeatable, createToolNotes, withoutTools } from './tool-notes.ts'
import { delay } from './delay.ts'
import { createSession } from './session.ts'
import { createStandIn } from './stand-in.ts'
import type { StandInAnswers } from './stand-in-answers.ts'

/** How long to wait for pending answers after the client closed its input. Many clients wait no longer for any answer. */
const lastAnswersMs = 120_000

/** How long to wait for them if the client wants the bridge to exit now. Clients kill it after two seconds. */
const exitGraceMs = 1000

const goodbyeMs = 5000

/** The time limit for each message of a replayed handshake: everything the client sends has to wait for it. */
const replayTimeoutMs = 30_000

export interface BridgeDeps {
  readonly upstream: AuthorizedUpstream
  /** Answers a client that starts while the server can't; null: the client gets the error. */
  readonly answers: StandInAnswers | null
  /** Writes one line to the client. Resolves when there is room for more. */
  write(line: string): Promise<void>
  /** Writes a message for people. */
  note(text: string): void
}

/** With more messages in progress, or more bytes in them, the client has to wait. One message always fits. */
const maxPending = 1000
const maxPendingBytes = maxMessageBytes

/** What differs between a client's message and its replay. */
interface SendOptions extends Pick<Delivery, 'onFrame' | 'onSessionLost'> {
  /** Default: writes a message for people. */
  readonly onProblem?: Delivery['onProblem']
  /** Resolves when the message may be sent, or `signal` aborts. */
  ready(signal: AbortSignal): Promise<void>
  /** Aborts after the time limit. */
  readonly limit?: AbortSignal
}

/** Connects a client to a server. */
export interface Bridge {
  /** Handles a line from the client. Resolves when there is room for the next one. */
  take(line: string): Promise<void>
  /** Refuses a message that was too large to read, of which only the beginning and the end are known. */
  refuse(head: string, tail: string): Promise<void>
  /**
   * Waits for the answers to pending requests, then ends the session with the server.
   *
   * @param exitNow aborts when the client no longer wants to wait
   */
  end(exitNow: AbortSignal): Promise<void>
}

/**
 * Relays JSON-RPC between a client (lines) and a server (Streamable HTTP), without changing messages. Source: MCP
 * "Transports", 2025-03-26 to 2025-11-25, and "Streamable HTTP", 2026-07-28.
 */
export function createBridge({ upstream, answers, write, note }: BridgeDeps): Bridge {
  const session = createSession()
  const tools = createToolNotes()
  const inFlight = createInFlight()
  const ending = new AbortController()
  /** The handshake: later messages must not overtake it. */
  let handshake: Promise<void> = Promise.resolve()

  const pending = new Set<Promise<void>>()

  const forward = ({ text }: Frame) => write(text)

  const noteProblem = ({ message }: BridgeError) => note(`${message} Trying again.`)

  const send = async (
    frame: Frame,
    { ready, limit, onFrame, onSessionLost, onProblem = noteProblem }: SendOptions,
  ): Promise<void> => {
    const modern = modernHeaders(frame, tools)
    let unusable: readonly string[] = []
    const isFirst = soleMessage(frame, 'initialize') !== null
    const entry = inFlight.begin(
      requestsIn(frame).map(({ id }) => id),
      modern !== null,
    )
    try {
      await deliver(upstream, {
        frame,
        headers: async () => {
          if (modern !== null) return modern
          await ready(entry.cancelled)
          return isFirst ? {} : session.headers()
        },
        signal: limit === undefined ? entry.signal : AbortSignal.any([entry.signal, limit]),
        isRepeatable: (request) => isRepeatable(request, tools),
        isCancelled: () => entry.cancelled.aborted,
        onFrame: async (came) => {
          const usable = modern !== null && unusable.length > 0 ? withoutTools(came, unusable) : came
          unusable = []
          await onFrame(usable)
        },
        onProblem,
        onAnswer: (request, message, answer) => {
          if (request.method === 'tools/list') unusable = tools.take(message)
          session.noteAnswer(frame, request, message, answer)
          if (modern === null) answers?.take(request, message)
        },
        onSessionLost,
      })
    } catch (error) {
      // the client has canceled it and needs no error
      if (!entry.cancelled.aborted) throw error
    } finally {
      entry.end()
    }
  }

  /** Sends a client's message again, without passing on the answer. */
  const replay = async (frame: Frame, onProblem?: Delivery['onProblem']): Promise<void> => {
    const ids = new Set(requestsIn(frame).map(({ id }) => id))
    const tooLong = new AbortController()
    const timer = setTimeout(() => tooLong.abort(), replayTimeoutMs).unref()
    await send(frame, {
      ready: () => Promise.resolve(),
      limit: tooLong.signal,
      ...(onProblem !== undefined && { onProblem }),
      onFrame: async (came) => {
        if (!came.messages.some((message) => ids.has(answeredBy(message) ?? ''))) await forward(came)
      },
      // the handshake itself can't be repeated in another session
      onSessionLost: async (error) => {
        throw error
      },
    }).finally(() => clearTimeout(timer))
    if (tooLong.signal.aborted) throw new BridgeError('timedOut', `${upstream.host} does not answer.`)
  }

  /** While a lost session is being restarted, messages wait. */
  const readyFor = (frame: Frame): SendOptions['ready'] => {
    // a new handshake doesn't need the lost session
    if (soleMessage(frame, 'initialize') !== null)
      return (signal) => session.ready(signal).catch(() => undefined)
    // the server may be waiting for an answer from the client
    const isAnswer = frame.messages.every(({ method }) => method === undefined)
    return isAnswer ? () => Promise.resolve() : session.ready
  }

  const restart = (lostId: string | undefined) => session.restart(lostId, (frame) => replay(frame))

  const listener = createListener({
    upstream,
    session,
    signal: ending.signal,
    onFrame: forward,
  })

  const fail = async (frame: Frame, unanswered: readonly MessageId[], error: unknown): Promise<void> => {
    const known = error instanceof BridgeError ? error : new BridgeError('internal', 'The bridge failed.')
    if (known !== error) note(`unexpected: ${error instanceof Error ? error.stack : String(error)}`)
    if (unanswered.length === 0)
      note(`${frame.messages[0]?.method ?? 'an answer'} was not delivered: ${known.message}`)
    for (const id of unanswered) await write(rpcErrorLine(id, known))
  }

  /**
   * Relays a frame. Answers to requests that are no longer in `unanswered` come too late. Rejects with a `BridgeError`, and
   * then leaves the requests without an answer in it.
   */
  const deliverFrame = async (
    frame: Frame,
    unanswered: Set<MessageId>,
    onProblem: Delivery['onProblem'] = noteProblem,
  ): Promise<void> => {
    // a restart already sends the message that completes the handshake
    const isEnd = session.noteSent(frame)
    const asked = new Set(unanswered)
    await send(frame, {
      ready: readyFor(frame),
      onProblem,
      onFrame: async (came) => {
        const ids = came.messages.map((message) => answeredBy(message) ?? '').filter((id) => asked.has(id))
        const isLate = ids.some((id) => !unanswered.delete(id))
        if (!isLate) await forward(came)
      },
      onSessionLost: async (_error, lostId) => {
        await restart(lostId)
        return !isEnd
      },
    })
    listener.ensure()
  }

  const deliverOrAnswer =
    answers === null
      ? deliverFrame
      : createStandIn({
          host: upstream.host,
          answers,
          session,
          signal: ending.signal,
          deliver: deliverFrame,
          replay,
          write,
          onOpen: () => listener.ensure(),
        })

  const relay = async (frame: Frame): Promise<void> => {
    const unanswered = new Set(requestsIn(frame).map(({ id }) => id))
    try {
      await deliverOrAnswer(frame, unanswered)
    } catch (error) {
      await fail(frame, [...unanswered], error)
    }
  }

  let pendingBytes = 0

  const track = (relayed: Promise<void>, bytes: number): Promise<void> => {
    pendingBytes += bytes
    const tracked = relayed.finally(() => {
      pendingBytes -= bytes
      pending.delete(tracked)
    })
    pending.add(tracked)
    return tracked
  }

  return {
    refuse: (head, tail) => write(tooLongLine(head, tail)),
    take: async (line) => {
      const frame = parseFrame(line)
      if (frame === null) return write(parseErrorLine)
      const cancelled = soleMessage(frame, 'notifications/cancelled')
      if (cancelled !== null && inFlight.cancel(cancelled.params?.['requestId'])) return
      const relayed = track(
        handshake.then(() => relay(frame)),
        Buffer.byteLength(line),
      )
      if (soleMessage(frame, 'initialize') ?? soleMessage(frame, 'notifications/initialized'))
        handshake = relayed
      if (pending.size >= maxPending || pendingBytes > maxPendingBytes) await Promise.race(pending)
    },
    end: async (exitNow) => {
      const waitedLong = async () => {
        await delay(lastAnswersMs, AbortSignal.any([exitNow, ending.signal]))
        await delay(exitGraceMs, ending.signal)
      }
      await Promise.race([Promise.all(pending), waitedLong()])
      ending.abort()
      inFlight.abortAll()
      await answers?.saved()
      if (session.headers()['mcp-session-id'] === undefined) return
      const limit = AbortSignal.timeout(goodbyeMs)
      const signal = exitNow.aborted ? limit : AbortSignal.any([limit, exitNow])
      try {
        const answer = await upstream.send({ method: 'DELETE', headers: session.headers(), signal })
        answer.resume()
      } catch {
        // servers that don't support DELETE answer 405
      }
    },
  }
}
