const firstMs = 100

/** Somebody waits for the answer. */
const defaultMaxMs = 5000

/** How long to wait before try number `tries` + 1: exponential, with jitter, never less than the server asked for. */
export function retryDelayMs(tries: number, atLeastMs = 0, maxMs = defaultMaxMs): number {
  const most = Math.min(maxMs, firstMs * 2 ** Math.min(tries, 20))
  return Math.max(atLeastMs, (most * (1 + Math.random())) / 2)
}

/** Resolves after so many milliseconds, or at once when `signal` aborts. */
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
