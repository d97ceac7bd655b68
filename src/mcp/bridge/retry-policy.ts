import type { BridgeError } from './bridge-error.ts'
import { pause, pauseMs } from './delay.ts'

/** How long a message is tried again: clients wait a minute for an answer, and should hear the reason before that. */
const limitMs = 30_000

/** Waits between tries, for as long as it makes sense. */
export interface Patience {
  /** Waits before another try, or rejects with the error when it took too long already. */
  after(error: BridgeError): Promise<void>
  /** What comes next is a new trouble. */
  renew(): void
}

/** @param onTrouble is called once when trouble begins */
export function createPatience(signal: AbortSignal, onTrouble: (error: BridgeError) => void): Patience {
  let tries = 0
  let sinceMs = 0
  return {
    after: async (error) => {
      if (tries === 0) sinceMs = performance.now()
      const waitMs = pauseMs(tries, error.retryAfterMs)
      if (performance.now() + waitMs > sinceMs + limitMs) throw error
      if (tries === 0) onTrouble(error)
      tries += 1
      await pause(waitMs, signal)
    },
    renew: () => (tries = 0),
  }
}
