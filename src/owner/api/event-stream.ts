import type { ServerResponse } from 'node:http'
import { isOver, onceOver } from './on-response-end.ts'

/** So that both sides notice when the other one is gone. */
const heartbeatMs = 15_000

/** A viewer that reads this slowly is cut off; it sees the whole state when it comes back. */
const maxWaitingBytes = 1024 * 1024

/**
 * Sends `status` events until the other side hangs up: one at once and one whenever `subscribe` calls back. Source:
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
    // not the response: one whose turn has not come yet has no connection that would end with it
    if (response.writableLength > maxWaitingBytes) response.req.socket.destroy()
    else response.write(text)
  }
  const send = async () => {
    const now = await status()
    write(`event: status\ndata: ${JSON.stringify(now)}\n\n`)
  }
  const unsubscribe = subscribe(() => void send())
  const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs)
  heartbeat.unref()
  onceOver(response, () => {
    unsubscribe()
    clearInterval(heartbeat)
  })
  void send()
}
