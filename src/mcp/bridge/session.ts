import { BridgeError } from './bridge-error.ts'
import {
  getRpcError,
  soleMessage,
  textAt,
  type Frame,
  type Message,
  type Request,
  type RpcError,
} from './message.ts'
import type { UpstreamAnswer } from './decode-answer.ts'
import { whenAborted } from './delay.ts'

/** Sends a client's frame again, without passing on the answer. */
type Replay = (frame: Frame) => Promise<void>

/**
 * The session with the server, and everything needed to replace a lost one. Source: MCP "Transports", session
 * management; "Lifecycle".
 */
export interface Session {
  /** The headers for every message of the session. */
  headers(): Record<string, string>
  /** Whether the handshake is complete, so that the bridge may listen for messages. */
  isOpen(): boolean
  /** Records what the client is about to send. Returns whether it completes the handshake. */
  noteSent(frame: Frame): boolean
  noteAnswer(frame: Frame, request: Request, message: Message, answer: UpstreamAnswer): void
  /** Records a request that the server gets as soon as there is a session. Returns whether it is such a request. */
  noteState(frame: Frame, request: Request): boolean
  /** The bridge itself answers this handshake, until the server can. Later, `restart` sends it to the server. */
  postpone(initialize: Frame): void
  /** Sends the rest of a postponed handshake, once the server has answered the beginning. */
  complete(replay: Replay): Promise<void>
  /** Replaces a lost session, unless that has already happened. Rejects with a `BridgeError`. */
  restart(lostId: string | undefined, replay: Replay): Promise<void>
  /**
   * Resolves when no session is being started, or `signal` aborts. Rejects with a `BridgeError` if the session could not
   * be started.
   */
  ready(signal: AbortSignal): Promise<void>
}

/** Identifies state that a request creates in the server's session; null if it creates none. */
function stateKey({ method, params }: Request): string | null {
  if (method === 'logging/setLevel') return method
  return method === 'resources/subscribe' || method === 'resources/unsubscribe'
    ? `subscription to ${textAt(params, 'uri')}`
    : null
}

/** A text that may be sent in a header; null if it may not. */
function toHeaderValue(text: string | null): string | null {
  return text !== null && /^[\x21-\x7e]{1,100}$/.test(text) ? text : null
}

/** The error for waiting messages: they were not sent, whatever happened to the handshake. */
function notRestarted(error: unknown): unknown {
  if (!(error instanceof BridgeError)) return error
  const why = error.rpcError?.message ?? error.message
  return new BridgeError(
    error.code,
    `The server ended the session, and a new one could not be started: ${why}`,
  )
}

export function createSession(): Session {
  let id: string | undefined
  let version: string | null = null
  let refusal: RpcError | null = null
  let initialize: Frame | null = null
  let initialized: Frame | null = null
  const state = new Map<string, Frame>()
  let restarting: Promise<void> | null = null

  const complete = async (replay: Replay): Promise<void> => {
    if (initialized !== null)
      await replay(initialized).catch((error: unknown) => {
        // some servers refuse this notification, and work all the same
        if (!(error instanceof BridgeError) || error.code !== 'serverFailed') throw error
      })
    for (const frame of state.values()) await replay(frame)
  }

  const noteState = (frame: Frame, request: Request): boolean => {
    const key = stateKey(request)
    if (key === null) return false
    if (request.method === 'resources/unsubscribe') state.delete(key)
    else state.set(key, frame)
    return true
  }

  const begin = async (replay: Replay): Promise<void> => {
    if (initialize === null || initialized === null)
      throw new BridgeError('sessionLost', 'The server ended the session. Reconnect.')
    const lost = { id, version }
    id = undefined
    version = null
    try {
      await replay(initialize)
      if (refusal !== null) throw new BridgeError('serverFailed', refusal.message)
      // a postponed session had no version
      if (lost.version !== null && version !== lost.version)
        throw new BridgeError(
          'versionChanged',
          `The server now uses a different protocol version (${version}, was ${lost.version}). Reconnect.`,
        )
      await complete(replay)
    } catch (error) {
      // so that the next message tries again
      ;({ id, version } = lost)
      throw lost.version === null ? error : notRestarted(error)
    }
  }

  return {
    headers: () => ({
      ...(id === undefined ? {} : { 'mcp-session-id': id }),
      ...(version === null ? {} : { 'mcp-protocol-version': version }),
    }),
    isOpen: () => initialized !== null,
    noteSent: (frame) => {
      const isEnd = soleMessage(frame, 'notifications/initialized') !== null
      if (isEnd) initialized = frame
      return isEnd
    },
    noteAnswer: (frame, request, message, answer) => {
      const { result } = message
      if (request.method === 'initialize') refusal = getRpcError(message)
      if (result === undefined) return
      if (request.method === 'initialize') {
        // a new handshake starts from scratch
        if (initialize !== frame) {
          initialized = null
          state.clear()
        }
        initialize = frame
        const given = answer.headers['mcp-session-id']
        id = typeof given === 'string' ? given : undefined
        version = toHeaderValue(textAt(result, 'protocolVersion'))
      }
      noteState(frame, request)
    },
    noteState,
    postpone: (frame) => {
      initialize = frame
      initialized = null
      id = undefined
      version = null
      state.clear()
    },
    complete,
    restart: (lostId, replay) => {
      if (restarting === null && lostId !== id) return Promise.resolve()
      restarting ??= begin(replay).finally(() => (restarting = null))
      return restarting
    },
    ready: (signal) =>
      restarting === null ? Promise.resolve() : Promise.race([restarting, whenAborted(signal)]),
  }
}
