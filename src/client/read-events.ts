import { createParser } from 'eventsource-parser'
import { request } from 'node:http'
import { cookieHeader, type OwnerAddress } from '../ownership/owner-address.ts'
import type { Status } from '../shared/local-api.ts'

/** The owner sends something every 15 seconds: after this much silence it is stuck. */
const silenceMs = 45_000

/**
 * Passes on each `status` event of an owner until the stream ends for any reason, or `signal` aborts. Resolves with
 * whether there was any event; never rejects. `inBackground`: listening doesn't keep the program alive.
 */
export function readEvents(
  { socketPath, cookie }: OwnerAddress,
  client: string,
  onStatus: (status: Status) => void,
  signal: AbortSignal,
  { inBackground = false } = {},
): Promise<boolean> {
  return new Promise((resolve) => {
    let any = false
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event !== 'status') return
        any = true
        onStatus(JSON.parse(data) as Status)
      },
    })
    const asked = request({
      socketPath,
      path: '/v1/events',
      headers: { 'user-agent': client, ...cookieHeader(cookie) },
      agent: false,
      timeout: silenceMs,
      signal,
    })
    asked.on('response', (response) => {
      response.setEncoding('utf8')
      response.on('data', (text: string) => parser.feed(text))
      // an owner that exits cuts the stream
      response.on('error', () => undefined)
      response.on('close', () => resolve(any))
    })
    if (inBackground) asked.on('socket', (socket) => socket.unref())
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(any))
    asked.end()
  })
}
