import type { BridgeError } from './bridge-error.ts'
import { delay, retryDelayMs } from './delay.ts'

/** How long to retry a message: clients wait a minute for an answer, and should get the reason before that. */
const timeoutMs = 30_000

/** Decides whether and how long to wait between tries. */
export interface RetryPolicy {
  /** Waits before another try, or rejects with the error after the time limit. */
  after(error: BridgeError): Promise<void>
  /** The next error is a new problem. */
  renew(): void
}

/** @param onProblem is called once when a problem begins */
export function createRetryPolicy(signal: AbortSignal, onProblem: (error: BridgeError) => void): RetryPolicy {
  let tries = 0
  let sinceMs = 0
  return {
    after: async (error) => {
      if (tries === 0) sinceMs = performance.now()
      const waitMs = retryDelayMs(tries, error.retryAfterMs)
      if (performance.now() + waitMs > sinceMs + timeoutMs) throw error
      if (tries === 0) onProblem(error)
      tries += 1
      await delay(waitMs, signal)
    },
    renew: () => (tries = 0),
  }
}
