const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Whoever interrupts does not want to wait. */
const cancelTimeoutMs = 2000

/**
 * When the user interrupts, `cancel` runs first; then this program ends as any that is interrupted. A second interrupt
 * ends it at once. Returns how to stop that.
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
