import type { BridgeError } from './bridge-error.ts'
import { delay, retryDelayMs } from './delay.ts'

/** How long a message is tried again: clients wait a minute for an answer, and should hear the reason before that. */
const timeoutMs = 30_000

/** Waits between tries, for as long as it makes sense. */
export interface RetryPolicy {
  /** Waits before another try, or rejects with the error when it took too long already. */
  after(error: BridgeError): Promise<void>
  /** What comes next is a new trouble. */
  renew(): void
}

/** @param onTrouble is called once when trouble begins */
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
