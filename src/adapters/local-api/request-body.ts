import type { IncomingMessage } from 'node:http'
import { RequestError } from './api-error.ts'

const mostBytes = 64 * 1024

/** Reads a request to its end. Rejects with `RequestError`, `requestTooLarge`, as soon as that is sure. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const { headers } = request
    const isEmpty = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
    if (isEmpty) return resolve('')
    const incomplete = () => reject(new RequestError('badRequest', 'The request is not complete.'))
    if (request.destroyed) return incomplete()
    const tooLarge = () => reject(new RequestError('requestTooLarge', 'A request may have 64 KiB.'))
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return tooLarge()
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > mostBytes) {
        request.pause()
        tooLarge()
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
    request.on('close', () => {
      if (!request.complete) incomplete()
    })
  })
}
