import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import { localApiContract, type RouteArgs, type RouteName } from '../../shared/local-api.ts'
import { RequestError } from './api-error.ts'

const maxBytes = 64 * 1024

/** Reads a request's body. Rejects with `RequestError`, `requestTooLarge`, as soon as it is too large. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const { headers } = request
    const isEmpty = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
    if (isEmpty) return resolve('')
    const incomplete = () => reject(new RequestError('badRequest', 'The request is incomplete.'))
    if (request.destroyed) return incomplete()
    const tooLarge = () =>
      reject(new RequestError('requestTooLarge', 'The request is too large (at most 64 KiB).'))
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
    // the parser's message quotes the body, which may contain a secret
    throw new RequestError('badRequest', 'The request body is not JSON.')
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new RequestError('badRequest', 'The request body must be a JSON object.')
  return fields as Record<string, unknown>
}

/** The arguments of a request, from its query and JSON body. Throws `RequestError`, naming the field. */
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
    `${field === undefined ? 'The request' : String(field)} is not valid: ${issue === undefined ? '' : describeIssue(issue)}`,
  )
}

/** zod's messages name the expected type, never the value. */
function describeIssue(issue: z.core.$ZodIssue): string {
  return issue.message
}
