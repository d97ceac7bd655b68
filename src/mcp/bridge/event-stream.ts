import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { hasTooManyValues, parseFrame, type Frame } from './message.ts'
import type { UpstreamAnswer } from './decode-answer.ts'
import { maxMessageBytes, messageTooLarge } from './refusals.ts'

/** The position in a stream, to resume it from. */
export interface Cursor {
  /** The last event's id; null if the server sends none, and then the stream can't be resumed. */
  lastEventId: string | null
  /** How long the server asks to wait before resuming; null if it does not say. */
  retryMs: number | null
}

/** Whatever the server says: neither a busy loop nor a stream that never comes back. */
const minRetryMs = 500
const maxRetryMs = 60_000

/** More than JSON needs that a server spreads over lines: each costs far more memory than its text. */
const maxEventLines = 250_000

/** An event's id as a header value, which Node writes as Latin-1; null if it can't be one. */
function toHeaderValue(id: string): string | null {
  return id === '' || /\p{Cc}/u.test(id) ? null : Buffer.from(id, 'utf8').toString('latin1')
}

/**
 * Turns all line ends into newlines. The parser itself would wait after a carriage return, in case a newline follows, and
 * so keep the last event of a stream that ends its lines with CR alone.
 */
function createLineEnds(): (text: string) => string {
  let wasReturn = false
  let isStart = true
  return (text) => {
    // a byte order mark, or the end of a line that the last text began
    const isCut = isStart ? text.startsWith('\uFEFF') : wasReturn && text.startsWith('\n')
    const rest = isCut ? text.slice(1) : text
    if (text !== '') isStart = false
    if (text !== '') wasReturn = text.endsWith('\r')
    return rest.replaceAll(/\r\n?/g, '\n')
  }
}

/** Counts the lines of the event that has begun, from texts with newlines. Comments don't belong to it. */
function createLineCounter(): (text: string) => number {
  let count = 0
  /** The line that the last text began. */
  let begun = ''
  return (text) => {
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const first = begun === '' ? text[start] : begun
      if (first === '\n') count = 0
      else if (first !== ':') count += 1
      begun = ''
      start = end + 1
    }
    if (begun === '') begun = text[start] ?? ''
    return count
  }
}

/**
 * Reads server-sent events until the stream ends or breaks, and passes on their frames, each after the one before was
 * taken. Rejects with a `BridgeError` if an event is too large. Source: WHATWG HTML, "Server-sent events"; MCP
 * "Transports", resumability.
 */
export async function readEvents(
  answer: UpstreamAnswer,
  cursor: Cursor,
  onFrame: (frame: Frame) => Promise<void>,
): Promise<void> {
  const decoder = new StringDecoder('utf8')
  const toNewlines = createLineEnds()
  const countLines = createLineCounter()
  let frames: Frame[] = []
  let isTooLarge = false
  const parser = createParser({
    maxBufferSize: maxMessageBytes,
    onEvent: ({ id, event = 'message', data }) => {
      if (id !== undefined) cursor.lastEventId = toHeaderValue(id)
      // an event with only an id marks a position to resume from
      const isMessage = event === 'message' && data !== ''
      if (isMessage && hasTooManyValues(data)) isTooLarge = true
      const frame = isMessage && !isTooLarge ? parseFrame(data) : null
      if (frame !== null) frames.push(frame)
    },
    onRetry: (retryMs) => (cursor.retryMs = Math.min(maxRetryMs, Math.max(minRetryMs, retryMs))),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') isTooLarge = true
    },
  })
  const chunks = (answer as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  for (;;) {
    // if the connection breaks, the caller knows what is missing
    const next = await chunks.next().catch(() => null)
    if (next === null || next.done === true) return
    const text = toNewlines(decoder.write(next.value))
    parser.feed(text)
    if (countLines(text) > maxEventLines) isTooLarge = true
    for (const frame of frames) await onFrame(frame)
    frames = []
    if (isTooLarge) {
      answer.destroy()
      throw messageTooLarge()
    }
  }
}
