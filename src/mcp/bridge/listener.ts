import type { AuthorizedUpstream } from './authorized-upstream.ts'
import { BridgeError } from './bridge-error.ts'
import { readEvents, type Cursor } from './event-stream.ts'
import { wellFormed, type Frame } from './message.ts'
import { delay, retryDelayMs } from './delay.ts'
import type { Session } from './session.ts'

/** Between streams that the server closes, unless it says how long to wait. */
const defaultDelayMs = 1000

/** No client is waiting for these messages, so a server with problems is not asked often. */
const maxDelayMs = 30_000

export interface ListenerDeps {
  readonly upstream: AuthorizedUpstream
  readonly session: Pick<Session, 'headers' | 'isOpen' | 'ready'>
  readonly signal: AbortSignal
  onFrame(frame: Frame): Promise<void>
}

/** Keeps a stream open for messages that the server sends on its own. Source: MCP "Transports", listening for messages. */
export interface Listener {
  /** Opens the stream if the session is open, the server supports it, and it is not open already. */
  ensure(): void
}

export function createListener({ upstream, session, signal, onFrame }: ListenerDeps): Listener {
  let isRunning = false
  /** The session and token with which the server refused the stream: with another one, it is worth another try. */
  let refusedWith: string | null = null

  const identity = () => JSON.stringify([session.headers()['mcp-session-id'], upstream.tokenId()])

  /** Makes one connection. Resolves when it has ended, with whether any message arrived. */
  const listenOnce = async (cursor: Cursor, headers: Record<string, string>): Promise<boolean> => {
    let isAlive = false
    const resumed = cursor.lastEventId === null ? {} : { 'last-event-id': cursor.lastEventId }
    const request = { ...headers, accept: 'text/event-stream', ...resumed }
    const answer = await upstream.listen({ method: 'GET', headers: request, signal })
    await readEvents(answer, cursor, async (frame) => {
      isAlive = true
      const came = wellFormed(frame)
      if (came !== null) await onFrame(came)
    })
    return isAlive
  }

  const listen = async (): Promise<void> => {
    let cursor: Cursor = { lastEventId: null, retryMs: null }
    let of = session.headers()['mcp-session-id']
    for (let tries = 0; !signal.aborted; tries += 1) {
      await session.ready(signal)
      const headers = session.headers()
      if (headers['mcp-session-id'] !== of) {
        cursor = { lastEventId: null, retryMs: null }
        of = headers['mcp-session-id']
      }
      try {
        if (await listenOnce(cursor, headers)) tries = 0
        await delay(Math.max(cursor.retryMs ?? defaultDelayMs, retryDelayMs(tries, 0, maxDelayMs)), signal)
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof BridgeError)) throw error
        if (error.retry === 'never') {
          refusedWith = identity()
          return
        }
        await delay(retryDelayMs(tries, error.retryAfterMs, maxDelayMs), signal)
      }
    }
  }

  return {
    ensure: () => {
      if (isRunning || !session.isOpen() || signal.aborted || refusedWith === identity()) return
      isRunning = true
      listen()
        // the session works without it: the next delivered message calls `ensure` again
        .catch(() => undefined)
        .finally(() => (isRunning = false))
    },
  }
}
