import { connect } from 'node:net'

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** How it went: `nobody` listens there; `busy` may work in a moment; `failed` is beyond repair. */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly why: string }

/** The longest that an owner takes: a renewal with its time limits. */
const limitMs = 60_000

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

function failureOf({ code, message }: NodeJS.ErrnoException): Exchange {
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return { kind: 'nobody' }
  if (code === 'EAGAIN' || code === 'ECONNRESET' || code === 'EPIPE') return { kind: 'busy' }
  return { kind: 'failed', why: message }
}

/** One request over `node:net` alone: loading `node:http` would cost a third of the whole run. */
export function exchange(socketPath: string, method: string, target: string): Promise<Exchange> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0)
    const socket = connect(socketPath)
    const settle = (result: Exchange) => {
      socket.destroy()
      resolve(result)
    }
    socket.on('connect', () => {
      const length = method === 'POST' ? 'Content-Length: 0\r\n' : ''
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: jira-token\r\n${length}Connection: close\r\n\r\n`)
    })
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const answer = readAnswer(received)
      if (answer !== null) settle({ kind: 'answered', answer })
    })
    socket.on('error', (error) => settle(failureOf(error)))
    // an owner that hangs up without an answer is not a dead one
    socket.on('close', () => settle({ kind: 'busy' }))
    socket.setTimeout(limitMs, () =>
      settle({ kind: 'failed', why: `the app did not answer within ${limitMs / 1000} seconds` }),
    )
  })
}
