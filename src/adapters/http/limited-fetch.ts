import { AppError } from '../../shared/error-codes.ts'

/** The part of `fetch` that the app uses: Electron's `net.fetch` in the app, Node's own elsewhere. */
export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>

/** Longer than any provider takes to respond, if it responds at all. */
const defaultTimeoutMs = 20_000

/** Tokens have no documented size limit; this is many times two tokens of 8 KB. */
const maxResponseBytes = 1024 * 1024

/** Errors that prove the request never reached the provider. */
const neverSent =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECTION_REFUSED|NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED|ERR_CERT|CERT_|SELF_SIGNED/

/** With `redirect: 'manual'`, Electron fails with this message where Node returns the redirect. */
export const wasRedirect = /^Redirect was cancelled$/

/** An `offline` error that says whether the provider may still have received the request. */
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
      if (size > maxResponseBytes) throw new AppError('badAnswer', 'the response is too large')
      chunks.push(chunk)
    }
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** In how many steps a time limit is counted. */
const timeoutSteps = 20

/**
 * A signal that aborts after `timeoutMs`. The time is counted in steps: while this process gets no CPU time, only one of
 * them passes, because the response may have arrived already.
 */
function startTimeout(timeoutMs: number): { readonly signal: AbortSignal; stop(): void } {
  const abort = new AbortController()
  let stepsLeft = timeoutSteps
  const timer = setInterval(() => {
    stepsLeft -= 1
    if (stepsLeft === 0) abort.abort()
  }, timeoutMs / timeoutSteps)
  return { signal: abort.signal, stop: () => clearInterval(timer) }
}

/**
 * A fetch with a time limit (milliseconds) and a size cap. It resolves once the whole body has arrived. It sends no
 * cookies, and follows no redirects: a token or secret is meant for this URL only. In the app, a redirect arrives as a
 * 302 with a Location, if that is known, and without other headers. Rejects with `timedOut`, `interrupted` (the caller's signal),
 * `badAnswer`, or `offline` (a ConnectionError).
 */
export function limitFetch(fetch: FetchLike, timeoutMs = defaultTimeoutMs): FetchLike {
  return async (url, init = {}) => {
    const timeout = startTimeout(timeoutMs)
    const signal = init.signal == null ? timeout.signal : AbortSignal.any([init.signal, timeout.signal])
    try {
      const response = await fetch(url, { redirect: 'manual', ...init, signal, credentials: 'omit' })
      const body = await readLimited(response)
      const { status, statusText, headers } = response
      const hasBody = status !== 204 && status !== 205 && status !== 304
      return new Response(hasBody ? body : null, { status, statusText, headers })
    } catch (error) {
      if (init.signal?.aborted === true) throw new AppError('interrupted')
      if (timeout.signal.aborted) throw new AppError('timedOut')
      if (error instanceof Error && wasRedirect.test(error.message))
        return new Response(null, { status: 302 })
      throw error instanceof AppError ? error : new ConnectionError(error)
    } finally {
      timeout.stop()
    }
  }
}
