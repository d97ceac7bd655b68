import type { ServerResponse } from 'node:http'

export const jsonType = 'application/json; charset=utf-8'

/** Sends an answer as JSON, unless one was sent or the client is gone. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'content-type': jsonType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}
