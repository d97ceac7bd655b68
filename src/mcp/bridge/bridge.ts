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

/** For the answers to what a client asked before it ended its input: many clients wait no longer for any answer. */
const lastAnswersMs = 120_000

/** For the last answers to a client that wants the bridge to end now. It waits two seconds before it gets rough. */
const hurriedAnswersMs = 1000

const goodbyeMs = 5000

/** For each message of a handshake that is replayed: no client waits for it, but all that it sends meanwhile does. */
const replayTimeoutMs = 30_000

export interface BridgeDeps {
  readonly upstream: AuthorizedUpstream
  /** Takes one line for the client. */
  write(line: string): void
  /** Takes a message for people. */
  note(text: string): void
}

/** What differs between a message of the client and its replay. */
interface Errand extends Pick<Delivery, 'onFrame' | 'onSessionLost'> {
  /** Resolves when it may go, or `signal` aborts. */
  ready(signal: AbortSignal): Promise<void>
  /** Aborts when it has taken too long. */
  readonly limit?: AbortSignal
}

/** A client at one end, a server at the other. */
export interface Bridge {
  /** Takes a line of the client. */
  take(line: string): void
  /**
   * Waits for the answers to what was asked, and ends the session with the server.
   *
   * @param hurry aborts when nobody wants to wait any longer
   */
  end(retryNow: AbortSignal): Promise<void>
}

/**
 * Relays JSON-RPC between a client that speaks in lines and a server that speaks Streamable HTTP, without changing a
 * message. Source: MCP "Transports", 2025-03-26 to 2025-11-25, and "Streamable HTTP", 2026-07-28.
 */
export function createBridge({ upstream, write, note }: BridgeDeps): Bridge {
  const session = createSession()
  const tools = createToolNotes()
  const inFlight = createInFlight()
  const ending = new AbortController()
  /** The handshake: what comes after it must not overtake it. */
  let handshake: Promise<void> = Promise.resolve()

  const pending = new Set<Promise<void>>()

  const forward = ({ text }: Frame) => write(text)

  const send = async (frame: Frame, { ready, limit, onFrame, onSessionLost }: Errand): Promise<void> => {
    const modern = modernHeaders(frame, tools)
    let unusable: readonly string[] = []
    const isFirst = soleMessage(frame, 'initialize') !== null
    const flight = inFlight.begin(
      requestsIn(frame).map(({ id }) => id),
      modern !== null,
    )
    try {
      await deliver(upstream, {
        frame,
        headers: async () => {
          if (modern !== null) return modern
          await ready(flight.cancelled)
          return isFirst ? {} : session.headers()
        },
        signal: limit === undefined ? flight.signal : AbortSignal.any([flight.signal, limit]),
        isRepeatable: (request) => isRepeatable(request, tools),
        isCancelled: () => flight.cancelled.aborted,
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
      // nobody wants to hear of what was cancelled
      if (!flight.cancelled.aborted) throw error
    } finally {
      flight.end()
    }
  }

  /** As the client's own message once more, but the answer is not for the client. */
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
      // the handshake itself has no other session to go on in
      onSessionLost: async (error) => {
        throw error
      },
    }).finally(() => clearTimeout(timer))
    if (tooLong.signal.aborted) throw new BridgeError('timedOut', `${upstream.host} does not answer.`)
  }

  /** Whatever comes while a lost session is begun anew waits for it. */
  const readyFor = (frame: Frame): Errand['ready'] => {
    // a new handshake of the client does not need it
    if (soleMessage(frame, 'initialize') !== null)
      return (signal) => session.ready(signal).catch(() => undefined)
    // the server may wait for an answer of the client before it goes on
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
      // another session begins with this one: it is not sent twice
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
    end: async (retryNow) => {
      const waitedLong = async () => {
        await delay(lastAnswersMs, AbortSignal.any([retryNow, ending.signal]))
        await delay(hurriedAnswersMs, ending.signal)
      }
      await Promise.race([Promise.all(pending), waitedLong()])
      ending.abort()
      inFlight.abortAll()
      if (session.headers()['mcp-session-id'] === undefined) return
      const limit = AbortSignal.timeout(goodbyeMs)
      const signal = retryNow.aborted ? limit : AbortSignal.any([limit, retryNow])
      try {
        const answer = await upstream.send({ method: 'DELETE', headers: session.headers(), signal })
        answer.resume()
      } catch {
        // a server that does not care for goodbyes says 405
      }
    },
  }
}
