import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import { localApiContract, type RouteArgs, type RouteName } from '../../shared/local-api.ts'
import { RequestError } from './api-error.ts'

const maxBytes = 64 * 1024

/** Reads a request to its end. Rejects with `RequestError`, `requestTooLarge`, as soon as that is sure. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const { headers } = request
    const isEmpty = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
    if (isEmpty) return resolve('')
    const incomplete = () => reject(new RequestError('badRequest', 'The request is not complete.'))
    if (request.destroyed) return incomplete()
    const tooLarge = () => reject(new RequestError('requestTooLarge', 'A request may have 64 KiB.'))
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge()
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) {
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

function parseFields(body: string): Record<string, unknown> {
  if (body.trim() === '') return {}
  let fields: unknown
  try {
    fields = JSON.parse(body)
  } catch {
    // the parser's own words quote the body, and a secret may be in it
    throw new RequestError('badRequest', 'The body of the request is not JSON.')
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new RequestError('badRequest', 'The body of the request must be a JSON object.')
  return fields as Record<string, unknown>
}

/** The arguments of a request, out of its query and its JSON body. Throws `RequestError`, naming the field. */
export function parseArgs<R extends RouteName>(
  name: R,
  query: Readonly<Record<string, string>>,
  body: string,
): RouteArgs<R> {
  const parsed = localApiContract[name].args.safeParse({ ...query, ...parseFields(body) })
  if (parsed.success) return parsed.data as RouteArgs<R>
  const [issue] = parsed.error.issues
  const field = issue?.path[0]
  throw new RequestError(
    'badRequest',
    `${field === undefined ? 'The request' : String(field)} is not right: ${issue === undefined ? '' : describeIssue(issue)}`,
  )
}

/** zod's words name the expected type, never the value. */
function describeIssue(issue: z.core.$ZodIssue): string {
  return issue.message
}
