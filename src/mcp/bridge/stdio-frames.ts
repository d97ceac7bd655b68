import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/**
 * Calls back for each non-empty line of a stream, without its newline. Resolves when the stream has ended. Source: MCP
 * "Transports", stdio: messages are delimited by newlines and contain none.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  // a long line arrives in many chunks: join them only once
  let begun: string[] = []
  stream.on('data', (chunk: Buffer) => {
    let text = decoder.write(chunk)
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const line = (begun.join('') + text.slice(0, end)).trim()
      begun = []
      text = text.slice(end + 1)
      if (line !== '') onLine(line)
    }
    if (text !== '') begun.push(text)
  })
  return new Promise((resolve) => {
    const end = () => {
      const line = begun.join('').trim()
      begun = []
      if (line !== '') onLine(line)
      resolve()
    }
    stream.once('end', end)
    stream.once('error', () => resolve())
    stream.once('close', () => resolve())
  })
}

/** Writes lines to a stream, and calls back when the reader is gone. */
export function createLineWriter(stream: Writable, onGone: () => void): (line: string) => void {
  stream.on('error', onGone)
  return (line) => {
    if (!stream.destroyed) stream.write(`${line}\n`)
  }
}
