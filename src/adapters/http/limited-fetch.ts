import { causesText, connectionProblem } from '../../shared/connection-problem.ts'
import { AppError } from '../../shared/error-codes.ts'

/** Options of a request. */
interface FetchOptions extends RequestInit {
  /** Whether the beginning of an event stream is all that is needed; by default, the whole body is. */
  readonly isEnough?: (text: string) => boolean
}

/** The part of `fetch` that the app uses: Electron's `net.fetch` in the app, Node's own elsewhere. */
export type FetchLike = (url: string, init?: FetchOptions) => Promise<Response>

/** Longer than any provider takes to respond, if it responds at all. */
const defaultTimeoutMs = 20_000

/** Tokens have no documented size limit; this is many times two tokens of 8 KB. */
const maxResponseBytes = 1024 * 1024

/** Errors that prove the request never reached the provider. */
const neverSent =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECTION_REFUSED|NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|UND_ERR_CONNECT_TIMEOUT/

/** With `redirect: 'manual'`, Electron fails with this message where Node returns the redirect. */
export const wasRedirect = /^Redirect was cancelled$/

/** An `offline` error, or a more telling one. */
const connectionError = (cause: unknown): AppError =>
  new AppError(connectionProblem(cause) ?? 'offline', undefined, { cause })

/** Whether the provider may have received the request that failed with this error. */
export const maybeSent = ({ cause }: AppError): boolean =>
  // connection problems come before the request is sent
  connectionProblem(cause) === null && !neverSent.test(causesText(cause))

async function readLimited(
  response: Response,
  isEnough: FetchOptions['isEnough'],
): Promise<Uint8Array<ArrayBuffer>> {
  const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')
  const chunks: Uint8Array[] = []
  let size = 0
  if (response.body !== null) {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > maxResponseBytes) throw new AppError('badAnswer', 'more than 1 MiB')
      chunks.push(chunk)
      // the server may leave it open
      if (isStream && isEnough?.(Buffer.concat(chunks).toString('utf8')) === true) break
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
 * redirect status with a Location if these are known, and as a 302 without it if not. Rejects with `timedOut`, `interrupted`
 * (the caller's signal), `badAnswer`, `offline`, or what is wrong with a certificate or proxy.
 */
export function limitFetch(fetch: FetchLike, timeoutMs = defaultTimeoutMs): FetchLike {
  return async (url, { isEnough, ...init } = {}) => {
    const timeout = startTimeout(timeoutMs)
    const signal = init.signal == null ? timeout.signal : AbortSignal.any([init.signal, timeout.signal])
    try {
      const response = await fetch(url, { redirect: 'manual', ...init, signal, credentials: 'omit' })
      const body = await readLimited(response, isEnough)
      const { status, statusText, headers } = response
      // only a proxy asks for this: RFC 9110 section 15.5.8
      if (status === 407) throw connectionError(new Error('Proxy Authentication Required'))
      const hasBody = status !== 204 && status !== 205 && status !== 304
      return new Response(hasBody ? body : null, { status, statusText, headers })
    } catch (error) {
      if (init.signal?.aborted === true) throw new AppError('interrupted')
      if (timeout.signal.aborted) throw new AppError('timedOut')
      if (error instanceof Error && wasRedirect.test(error.message))
        return new Response(null, { status: 302 })
      throw error instanceof AppError ? error : connectionError(error)
    } finally {
      timeout.stop()
    }
  }
}
