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
  /** This program's name. */
  readonly client: string
  /** How long to wait for the owner. */
  readonly timeoutMs: number
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The outcome: `nobody` is listening; `busy` may work in a moment (`sent`: the owner may still have acted on it);
 * `failed` is final.
 */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'busy'; readonly sent: boolean }
  | { readonly kind: 'failed'; readonly why: string }

/** Makes one exchange with the owner at that socket. */
export type Send = (address: OwnerAddress, request: OwnerRequest) => Promise<Exchange>

/** Reads a whole HTTP/1.1 answer; null while it is incomplete. Our server always sends the length. */
function readAnswer(bytes: Buffer): HttpAnswer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? -1)
  if (length === -1 || bytes.length < end + 4 + length) return null
  return { status, body: bytes.toString('utf8', end + 4, end + 4 + length) }
}

/** What a connection error means: only a socket without a listener proves that the owner is gone. */
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
      if (answer !== null) finish({ kind: 'answered', answer })
      return true
    }
    let sent = false
    // without a stream's buffers, which are slow to create
    const socket = connect({ path: socketPath, onread: { buffer: Buffer.alloc(partBytes), callback: read } })
    const finish = (result: Exchange) => {
      resolve(result)
      // let the caller continue first: if it exits, no cleanup is needed
      setImmediate(() => socket.destroy())
    }
    signal?.addEventListener('abort', () => finish({ kind: 'failed', why: 'the request was canceled' }), {
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
      // set up while the owner is working
      socket.setTimeout(timeoutMs, () =>
        finish({ kind: 'failed', why: `it did not answer within ${timeoutMs / 1000} seconds` }),
      )
    })
    socket.on('error', (error) => finish(toExchange(error, sent)))
    // an owner that hangs up without an answer is not dead
    socket.on('close', () => finish({ kind: 'busy', sent }))
  })
