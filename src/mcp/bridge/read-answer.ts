import type { UpstreamAnswer } from './upstream.ts'

/** Longer than any page that explains a refusal. */
const maxErrorBytes = 64 * 1024

/** The whole body as text; rejects if the connection breaks first. */
export async function readWholeBody(answer: UpstreamAnswer): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
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

export function isEventStream(answer: UpstreamAnswer): boolean {
  return answer.headers['content-type']?.includes('text/event-stream') === true
}
