import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { parseFrame, type Frame } from './message.ts'
import type { UpstreamAnswer } from './upstream.ts'

/** The position in a stream, to resume it from. */
export interface Cursor {
  /** The last event's id; null if the server sends none, and then the stream can't be resumed. */
  lastEventId: string | null
  /** How long the server asks to wait before resuming; null if it does not say. */
  retryMs: number | null
}

/** Larger events are dropped. */
const maxChars = 256 * 1024 * 1024

/**
 * Reads server-sent events until the stream ends or breaks, and passes on their frames. Source: WHATWG HTML,
 * "Server-sent events"; MCP "Transports", resumability.
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
      // an event with only an id marks a position to resume from
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
    // the connection broke: the caller knows what is missing
  }
}
