const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A user who interrupts does not want to wait. */
const cancelTimeoutMs = 2000

/**
 * When the user interrupts, runs `cancel` and then ends this program with the same signal. A second interrupt ends it
 * immediately. Returns a function that removes the handlers.
 */
export function onInterrupt(cancel: () => Promise<unknown>): () => void {
  const stop = (): void => {
    for (const signal of signals) process.off(signal, interrupted)
  }
  const interrupted = (signal: NodeJS.Signals): void => {
    stop()
    const limit = new Promise((resolve) => setTimeout(resolve, cancelTimeoutMs))
    void Promise.race([cancel().catch(() => undefined), limit]).then(() => process.kill(process.pid, signal))
  }
  for (const signal of signals) process.on(signal, interrupted)
  return stop
}
