import { connect } from 'node:net'
import { cookieHeader, type OwnerAddress } from '../ownership/owner-address.ts'

/** Most answers are smaller. */
const partBytes = 8 * 1024

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** One request to the owner. */
export interface OwnerRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path and query. */
  readonly target: string
  /** JSON; null for none. */
  readonly body: string | null
  /** What this program calls itself. */
  readonly client: string
  /** The longest that the owner may take. */
  readonly timeoutMs: number
  /** Hangs up. */
  readonly signal?: AbortSignal | undefined
}

/**
 * How it went: `nobody` listens there; `busy` may work in a moment (`sent`: the owner may have done it all the same);
 * `failed` is beyond repair.
 */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'busy'; readonly sent: boolean }
  | { readonly kind: 'failed'; readonly why: string }

/** Makes one exchange with the owner at that socket. */
export type Send = (address: OwnerAddress, request: OwnerRequest) => Promise<Exchange>

/** Reads a whole HTTP/1.1 answer; null while it is not complete. Our server always tells the length. */
function readAnswer(bytes: Buffer): HttpAnswer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? -1)
  if (length === -1 || bytes.length < end + 4 + length) return null
  return { status, body: bytes.toString('utf8', end + 4, end + 4 + length) }
}

/** What a failed connection means: only nobody at the socket means that the owner is gone. */
export function toExchange({ code, message }: NodeJS.ErrnoException, sent: boolean): Exchange {
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return { kind: 'nobody' }
  if (code === 'EAGAIN' || code === 'ECONNRESET' || code === 'EPIPE') return { kind: 'busy', sent }
  return { kind: 'failed', why: message }
}

/** One request over `node:net` alone: loading `node:http` would cost a third of the whole run. */
export const exchange: Send = ({ socketPath, cookie }, { method, target, body, client, timeoutMs, signal }) =>
  new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0)
    const read = (length: number, part: Uint8Array) => {
      received = Buffer.concat([received, part.subarray(0, length)])
      const answer = readAnswer(received)
      if (answer !== null) settle({ kind: 'answered', answer })
      return true
    }
    let sent = false
    // read without the buffers of a stream, which take a while to be made
    const socket = connect({ path: socketPath, onread: { buffer: Buffer.alloc(partBytes), callback: read } })
    const settle = (result: Exchange) => {
      resolve(result)
      // whoever waits goes on first: a program that ends there and then needs no clearing up
      setImmediate(() => socket.destroy())
    }
    signal?.addEventListener('abort', () => settle({ kind: 'failed', why: 'nobody waits for it any more' }), {
      once: true,
    })
    socket.on('connect', () => {
      const content =
        body === null
          ? ''
          : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
      const cookieLine = Object.entries(cookieHeader(cookie))
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')
      const head = `${method} ${target} HTTP/1.1\r\nHost: jira-token\r\nUser-Agent: ${client}\r\n${cookieLine}${content}Connection: close\r\n\r\n`
      sent = true
      socket.write(head + (body ?? ''))
      // made while the owner is at work
      socket.setTimeout(timeoutMs, () =>
        settle({ kind: 'failed', why: `it did not answer within ${timeoutMs / 1000} seconds` }),
      )
    })
    socket.on('error', (error) => settle(toExchange(error, sent)))
    // an owner that hangs up without an answer is not a dead one
    socket.on('close', () => settle({ kind: 'busy', sent }))
  })
