import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { parseFrame, type Frame } from './message.ts'
import type { UpstreamAnswer } from './upstream.ts'

/** Where a stream stands, so that it can be resumed. */
export interface Cursor {
  /** The last event's id; null when the server gives none: then it can't be resumed. */
  lastEventId: string | null
  /** How long the server asks to wait before a stream is resumed; null when it does not say. */
  retryMs: number | null
}

/** An event with a larger message is not one. */
const maxChars = 256 * 1024 * 1024

/**
 * Reads server-sent events until the stream ends, whether in order or not, and hands out their frames. Source: WHATWG
 * HTML, "Server-sent events"; MCP "Transports", resumability.
 */
export async function readEvents(
  answer: UpstreamAnswer,
  cursor: Cursor,
  onFrame: (frame: Frame) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8')
  const parser = createParser({
    maxBufferSize: maxChars,
    onEvent: ({ id, event = 'message', data }) => {
      if (id !== undefined) cursor.lastEventId = id
      // an event with an id and nothing else only tells where to resume
      const frame = event === 'message' && data !== '' ? parseFrame(data) : null
      if (frame !== null) onFrame(frame)
    },
    onRetry: (retryMs) => (cursor.retryMs = retryMs),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') answer.destroy()
    },
  })
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) parser.feed(decoder.write(chunk))
  } catch {
    // a connection that broke: what is missing, the caller knows
  }
}
