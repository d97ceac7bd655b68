import type { UpstreamAnswer } from './upstream.ts'

/** Longer than any page that says why a request was refused. */
const maxErrorBytes = 64 * 1024

/** A whole body as text; rejects when the connection breaks before its end. */
export async function readWholeBody(answer: UpstreamAnswer): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The beginning of a body that says what went wrong; what there is of it when the connection breaks. */
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
    // the status alone has to do
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function isEventStream(answer: UpstreamAnswer): boolean {
  return answer.headers['content-type']?.includes('text/event-stream') === true
}
