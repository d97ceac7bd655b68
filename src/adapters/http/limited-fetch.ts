import { AppError } from '../../shared/error-codes.ts'

/** The part of `fetch` that the app uses: Electron's `net.fetch` in the app, Node's own elsewhere. */
export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>

/** Longer than any provider takes that will answer at all. */
const defaultTimeoutMs = 20_000

/** Tokens have no documented bound; two of 8 KB and their wrapping fit many times over. */
const maxAnswerBytes = 1024 * 1024

/** Failures by which it is certain that no request reached the provider. */
const neverSent =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECTION_REFUSED|NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED|ERR_CERT|CERT_|SELF_SIGNED/

/** Electron fails so where Node hands over the redirect that is not to be followed. */
const wasRedirect = /^Redirect was cancelled$/

/** An `offline` that says whether the request may have been honoured all the same. */
export class ConnectionError extends AppError {
  readonly maybeSent: boolean

  constructor(cause: unknown) {
    super('offline', undefined, { cause })
    const text =
      cause instanceof Error
        ? `${cause.message} ${JSON.stringify(cause.cause ?? '')} ${String(cause.cause)}`
        : ''
    this.maybeSent = !neverSent.test(text)
  }
}

async function readLimited(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (response.body !== null) {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > maxAnswerBytes) throw new AppError('badAnswer', 'the answer is too large')
      chunks.push(chunk)
    }
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/**
 * A fetch with a time limit (milliseconds) and a size cap, whose answers are complete when they arrive. No cookies
 * travel, and redirects are not followed unless the caller asks for it: what is sent with a token or a secret is for that
 * URL and no other. In the app each redirect is handed over as a bare 302. Rejects with `timedOut`, `interrupted` (the caller's signal), `badAnswer` or `offline` (ConnectionError).
 */
export function limitFetch(fetch: FetchLike, timeoutMs = defaultTimeoutMs): FetchLike {
  return async (url, init = {}) => {
    const timeoutSignal = AbortSignal.timeout(timeoutMs)
    const signal = init.signal == null ? timeoutSignal : AbortSignal.any([init.signal, timeoutSignal])
    try {
      const response = await fetch(url, { redirect: 'manual', ...init, signal, credentials: 'omit' })
      const body = await readLimited(response)
      const { status, statusText, headers } = response
      const hasBody = status !== 204 && status !== 205 && status !== 304
      return new Response(hasBody ? body : null, { status, statusText, headers })
    } catch (error) {
      if (init.signal?.aborted === true) throw new AppError('interrupted')
      if (timeoutSignal.aborted) throw new AppError('timedOut')
      if (error instanceof Error && wasRedirect.test(error.message))
        return new Response(null, { status: 302 })
      throw error instanceof AppError ? error : new ConnectionError(error)
    }
  }
}
