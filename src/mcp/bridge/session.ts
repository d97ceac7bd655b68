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
import type { UpstreamAnswer } from './upstream.ts'
import { whenAborted } from './delay.ts'

/** Sends a frame of the client once more, without the client hearing the answer. */
type Replay = (frame: Frame) => Promise<void>

/**
 * The session with the server, and what it takes to begin another one in its place. Source: MCP "Transports", session
 * management; "Lifecycle".
 */
export interface Session {
  /** What every message of the session carries. */
  headers(): Record<string, string>
  /** The handshake is over: messages of the server may be listened for. */
  isOpen(): boolean
  /** Takes note of what the client is about to send; whether it ends the handshake. */
  noteSent(frame: Frame): boolean
  noteAnswer(frame: Frame, request: Request, message: Message, answer: UpstreamAnswer): void
  /** Begins another session in place of a lost one, if nobody has yet. Rejects with a `BridgeError`. */
  restart(lostId: string | undefined, replay: Replay): Promise<void>
  /**
   * Resolves when no other session is being begun, or `signal` aborts. Rejects with the `BridgeError` of a session that
   * could not be begun.
   */
  ready(signal: AbortSignal): Promise<void>
}

/** What the server keeps for a session, by the request that put it there. */
function stateKey({ method, params }: Request): string | null {
  if (method === 'logging/setLevel') return method
  return method === 'resources/subscribe' || method === 'resources/unsubscribe'
    ? `subscription to ${textAt(params, 'uri')}`
    : null
}

/** For all who waited: what they sent is not done, whatever has become of the handshake. */
function notBegun(error: unknown): unknown {
  if (!(error instanceof BridgeError)) return error
  const why = error.rpcError?.message ?? error.message
  return new BridgeError(
    error.code,
    `The server has ended the session, and no other one could be begun: ${why}`,
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

  const begin = async (replay: Replay): Promise<void> => {
    if (initialize === null || initialized === null)
      throw new BridgeError('sessionLost', 'The server has ended the session. Connect again.')
    const lost = { id, version }
    id = undefined
    version = null
    try {
      await replay(initialize)
      if (refusal !== null) throw new BridgeError('serverFailed', refusal.message)
      if (version !== lost.version)
        throw new BridgeError(
          'versionChanged',
          `The server speaks another protocol version now (${version}, before: ${lost.version}). Connect again.`,
        )
      await replay(initialized)
      for (const frame of state.values()) await replay(frame)
    } catch (error) {
      // so that the next message tries it again
      ;({ id, version } = lost)
      throw notBegun(error)
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
        // another handshake of the client begins from nothing
        if (initialize !== frame) {
          initialized = null
          state.clear()
        }
        initialize = frame
        const given = answer.headers['mcp-session-id']
        id = typeof given === 'string' ? given : undefined
        version = textAt(result, 'protocolVersion')
      }
      const key = stateKey(request)
      if (key === null) return
      if (request.method === 'resources/unsubscribe') state.delete(key)
      else state.set(key, frame)
    },
    restart: (lostId, replay) => {
      if (restarting === null && lostId !== id) return Promise.resolve()
      restarting ??= begin(replay).finally(() => (restarting = null))
      return restarting
    },
    ready: (signal) =>
      restarting === null ? Promise.resolve() : Promise.race([restarting, whenAborted(signal)]),
  }
}
