const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A user who interrupts does not want to wait. */
const cancelTimeoutMs = 2000

/** 128 + n, as shells give it. Loads `node:os` only when needed: it would slow down `jira-token token`. */
const exitBy = (signal: NodeJS.Signals): never =>
  process.exit(128 + process.getBuiltinModule('node:os').constants.signals[signal])

/**
 * Interrupts this program, as Ctrl-C does. On Windows, signals exist only inside Node: `process.kill` would end the program
 * before its handlers run, with exit code 1. Source: Node.js documentation, "Signal events".
 */
export function interrupt(signal: NodeJS.Signals = 'SIGINT', platform = process.platform): void {
  if (platform !== 'win32') process.kill(process.pid, signal)
  else if (!process.emit(signal, signal)) exitBy(signal)
}

/** Makes Ctrl-C on Windows end this program with the exit code that shells give it elsewhere, unless another handler does. */
export function exitOnInterrupt(platform = process.platform): void {
  if (platform !== 'win32') return
  const end = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) === 1) exitBy(signal)
  }
  for (const signal of signals) process.on(signal, end)
}

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
    void Promise.race([cancel().catch(() => undefined), limit]).then(() => interrupt(signal))
  }
  for (const signal of signals) process.on(signal, interrupted)
  return stop
}
