import type { ServerResponse } from 'node:http'
import { isOver, onceOver } from './on-response-end.ts'

/** Lets both sides notice when the other is gone. */
const heartbeatMs = 15_000

/** A client that falls this far behind is disconnected; it gets the whole state when it reconnects. */
const maxWaitingBytes = 1024 * 1024

/**
 * Sends `status` events until the client hangs up: one immediately, and one whenever `subscribe` calls back. Source:
 * WHATWG HTML, "Server-sent events".
 */
export function streamStatus(
  response: ServerResponse,
  status: () => Promise<unknown>,
  subscribe: (listener: () => void) => () => void,
): void {
  if (isOver(response)) return
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const write = (text: string) => {
    // destroy the socket: a pipelined response that is still waiting has no connection of its own
    if (response.writableLength > maxWaitingBytes) response.req.socket.destroy()
    else response.write(text)
  }
  const send = async () => {
    const now = await status()
    write(`event: status\ndata: ${JSON.stringify(now)}\n\n`)
  }
  const unsubscribe = subscribe(() => void send())
  const beat = () => write(': alive\n\n')
  const heartbeat = setInterval(beat, heartbeatMs)
  heartbeat.unref()
  // the client may have closed only its side: writing tells whether it is gone
  response.req.socket.on('end', beat)
  onceOver(response, () => {
    unsubscribe()
    clearInterval(heartbeat)
    response.req.socket.off('end', beat)
  })
  void send()
}
