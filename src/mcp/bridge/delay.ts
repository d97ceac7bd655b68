const firstMs = 100

/** The client is waiting for an answer. */
const defaultMaxMs = 5000

/** How long to wait before try number `tries` + 1: exponential with jitter, but at least as long as the server asked. */
export function retryDelayMs(tries: number, atLeastMs = 0, maxMs = defaultMaxMs): number {
  const most = Math.min(maxMs, firstMs * 2 ** Math.min(tries, 20))
  return Math.max(atLeastMs, (most * (1 + Math.random())) / 2)
}

/** Resolves after this many milliseconds, or when `signal` aborts. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

/** Resolves when `signal` aborts. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
