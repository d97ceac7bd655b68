import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { hasTooManyValues } from './message.ts'

/** Enough to find the id of a message: clients put it first or last. */
const keptChars = 1024

export interface LineReader {
  /** Handles a line, without its newline. The next one is read when this resolves. */
  onLine(line: string): Promise<void>
  /** A line that is longer than this, as UTF-8, is not kept. */
  readonly maxBytes: number
  /** Handles such a line, or one with too many values, of which only the beginning and the end are known. */
  onTooLong(head: string, tail: string): Promise<void>
}

/**
 * Reads each non-empty line of a stream. Resolves when the stream has ended. Source: MCP "Transports", stdio: messages are
 * delimited by newlines and contain none.
 */
export async function readLines(
  stream: Readable,
  { onLine, maxBytes, onTooLong }: LineReader,
): Promise<void> {
  const decoder = new StringDecoder('utf8')
  // a long line arrives in many chunks: join them only once
  let begun: string[] = []
  let length = 0

  const add = (text: string): void => {
    length += Buffer.byteLength(text)
    begun.push(text)
    if (length <= maxBytes) return
    const kept = begun.join('')
    begun = [kept.slice(0, keptChars), kept.slice(-keptChars)]
  }

  const end = async (): Promise<void> => {
    const parts = begun
    const line = parts.join('').trim()
    const isTooLong = length > maxBytes || hasTooManyValues(line)
    begun = []
    length = 0
    if (isTooLong) await onTooLong(line.slice(0, keptChars), line.slice(-keptChars))
    else if (line !== '') await onLine(line)
  }

  try {
    for await (const chunk of stream as AsyncIterable<Buffer | string>) {
      const [first = '', ...more] = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n')
      add(first)
      for (const text of more) {
        await end()
        add(text)
      }
    }
    await end()
  } catch {
    // the client is gone
  }
}

/**
 * Writes lines to a stream, and calls back when the reader is gone. The function that it returns resolves when there is
 * room for more.
 */
export function createLineWriter(stream: Writable, onGone: () => void): (line: string) => Promise<void> {
  stream.on('error', onGone)
  let draining: Promise<void> | null = null

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        draining = null
        stream.off('drain', done)
        stream.off('close', done)
        resolve()
      }
      stream.once('drain', done)
      stream.once('close', done)
    })

  return (line) => {
    if (stream.destroyed) return Promise.resolve()
    if (!stream.write(`${line}\n`)) draining ??= drained()
    return draining ?? Promise.resolve()
  }
}
