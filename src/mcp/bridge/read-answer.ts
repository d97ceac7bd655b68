import type { UpstreamAnswer } from './decode-answer.ts'
import { hasTooManyValues } from './message.ts'
import { maxMessageBytes, messageTooLarge } from './refusals.ts'

/** Longer than any page that explains a refusal. */
const maxErrorBytes = 64 * 1024

/** The whole body as text; rejects if the connection breaks first, or with a `BridgeError` if it is too large. */
export async function readWholeBody(answer: UpstreamAnswer): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxMessageBytes) throw messageTooLarge()
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (hasTooManyValues(text)) throw messageTooLarge()
  return text
}

/** The beginning of an error body, or what arrived of it before the connection broke. */
export async function readErrorBody(answer: UpstreamAnswer): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length > maxErrorBytes) break
    }
  } catch {
    // the status alone must be enough
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Media types are compared without case: RFC 9110 section 8.3.1. */
export function isEventStream({ headers }: UpstreamAnswer): boolean {
  return /^\s*text\/event-stream\s*(;|$)/i.test(headers['content-type'] ?? '')
}
