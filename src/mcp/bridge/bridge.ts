import type { AuthorizedUpstream } from './authorized-upstream.ts'
import { BridgeError, parseErrorLine, rpcErrorLine } from './bridge-error.ts'
import { deliver, type Delivery } from './deliver.ts'
import { createInFlight } from './in-flight.ts'
import { createListener } from './listener.ts'
import { answeredBy, parseFrame, requestsIn, soleMessage, type Frame, type MessageId } from './message.ts'
import { modernHeaders } from './modern-headers.ts'
import { isRepeatable, createToolNotes, withoutTools } from './tool-notes.ts'
import { delay } from './delay.ts'
import { createSession } from './session.ts'

/** How long to wait for pending answers after the client closed its input. Many clients wait no longer for any answer. */
const lastAnswersMs = 120_000

/** How long to wait for them if the client wants the bridge to exit now. Clients kill it after two seconds. */
const exitGraceMs = 1000

const goodbyeMs = 5000

/** The time limit for each message of a replayed handshake: everything the client sends has to wait for it. */
const replayTimeoutMs = 30_000

export interface BridgeDeps {
  readonly upstream: AuthorizedUpstream
  /** Writes one line to the client. */
  write(line: string): void
  /** Writes a message for people. */
  note(text: string): void
}

/** What differs between a client's message and its replay. */
interface SendOptions extends Pick<Delivery, 'onFrame' | 'onSessionLost'> {
  /** Resolves when the message may be sent, or `signal` aborts. */
  ready(signal: AbortSignal): Promise<void>
  /** Aborts after the time limit. */
  readonly limit?: AbortSignal
}

/** Connects a client to a server. */
export interface Bridge {
  /** Handles a line from the client. */
  take(line: string): void
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
export function createBridge({ upstream, write, note }: BridgeDeps): Bridge {
  const session = createSession()
  const tools = createToolNotes()
  const inFlight = createInFlight()
  const ending = new AbortController()
  /** The handshake: later messages must not overtake it. */
  let handshake: Promise<void> = Promise.resolve()

  const pending = new Set<Promise<void>>()

  const forward = ({ text }: Frame) => write(text)

  const send = async (frame: Frame, { ready, limit, onFrame, onSessionLost }: SendOptions): Promise<void> => {
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
        onFrame: (came) => {
          onFrame(modern !== null && unusable.length > 0 ? withoutTools(came, unusable) : came)
          unusable = []
        },
        onProblem: ({ message }) => note(`${message} Trying again.`),
        onAnswer: (request, message, answer) => {
          if (request.method === 'tools/list') unusable = tools.take(message)
          session.noteAnswer(frame, request, message, answer)
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
  const replay = async (frame: Frame): Promise<void> => {
    const ids = new Set(requestsIn(frame).map(({ id }) => id))
    const tooLong = new AbortController()
    const timer = setTimeout(() => tooLong.abort(), replayTimeoutMs).unref()
    await send(frame, {
      ready: () => Promise.resolve(),
      limit: tooLong.signal,
      onFrame: (came) => {
        if (!came.messages.some((message) => ids.has(answeredBy(message) ?? ''))) forward(came)
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

  const restart = (lostId: string | undefined) => session.restart(lostId, replay)

  const listener = createListener({
    upstream,
    session,
    signal: ending.signal,
    onFrame: forward,
    onSessionLost: restart,
  })

  const fail = (frame: Frame, unanswered: readonly MessageId[], error: unknown): void => {
    const known = error instanceof BridgeError ? error : new BridgeError('internal', 'The bridge failed.')
    if (known !== error) note(`unexpected: ${error instanceof Error ? error.stack : String(error)}`)
    if (unanswered.length === 0)
      note(`${frame.messages[0]?.method ?? 'an answer'} was not delivered: ${known.message}`)
    for (const id of unanswered) write(rpcErrorLine(id, known))
  }

  const relay = async (frame: Frame): Promise<void> => {
    const unanswered = new Set(requestsIn(frame).map(({ id }) => id))
    try {
      // a restart already sends the message that completes the handshake
      const isEnd = session.noteSent(frame)
      await send(frame, {
        ready: readyFor(frame),
        onFrame: (came) => {
          for (const message of came.messages) unanswered.delete(answeredBy(message) ?? '')
          forward(came)
        },
        onSessionLost: async (_error, lostId) => {
          await restart(lostId)
          return !isEnd
        },
      })
      listener.ensure()
    } catch (error) {
      fail(frame, [...unanswered], error)
    }
  }

  const track = (relayed: Promise<void>): Promise<void> => {
    pending.add(relayed)
    return relayed.finally(() => pending.delete(relayed))
  }

  return {
    take: (line) => {
      const frame = parseFrame(line)
      if (frame === null) return write(parseErrorLine)
      const cancelled = soleMessage(frame, 'notifications/cancelled')
      if (cancelled !== null && inFlight.cancel(cancelled.params?.['requestId'])) return
      const relayed = track(handshake.then(() => relay(frame)))
      if (soleMessage(frame, 'initialize') ?? soleMessage(frame, 'notifications/initialized'))
        handshake = relayed
    },
    end: async (exitNow) => {
      const waitedLong = async () => {
        await delay(lastAnswersMs, AbortSignal.any([exitNow, ending.signal]))
        await delay(exitGraceMs, ending.signal)
      }
      await Promise.race([Promise.all(pending), waitedLong()])
      ending.abort()
      inFlight.abortAll()
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
