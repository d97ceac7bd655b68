import { BridgeError } from './bridge-error.ts'
import { delay, retryDelayMs } from './delay.ts'

/** Someone may have signed in since, or the server may be back. */
const maxDelayMs = 10_000

/** Something that failed, and is tried again until it works. */
export interface Recovery {
  /** The reason it does not work. */
  readonly problem: BridgeError
  /** Updates the reason. */
  setProblem(problem: BridgeError): void
  /** Tries again at once. Resolves with whether it works now, at the latest after `timeoutMs`. */
  tryNow(timeoutMs: number): Promise<boolean>
}

export interface Recovering {
  /** The first try, which may still be running. */
  readonly first: Promise<void>
  again(): Promise<void>
  /** Why the first try has no result yet. */
  readonly problem: BridgeError
  /** Ends the tries. */
  readonly signal: AbortSignal
  /** Before `tryNow` resolves with true. */
  onDone(): void
}

/** Tries until it works or `signal` aborts. */
export function startRecovery({ first, again, problem, signal, onDone }: Recovering): Recovery {
  let current = problem
  let isDone = false
  let isTrying = true
  /** Someone asked for a try while one was running. */
  let isWanted = false
  let wake = new AbortController()
  let announce: () => void = () => undefined
  let outcome = new Promise<void>((resolve) => (announce = resolve))

  const tryOnce = async (attempt: Promise<void>): Promise<void> => {
    isTrying = true
    try {
      await attempt
      if (signal.aborted) return
      isDone = true
      onDone()
    } catch (error) {
      current = error instanceof BridgeError ? error : new BridgeError('internal', 'The bridge failed.')
    }
    isTrying = false
    announce()
    outcome = new Promise((resolve) => (announce = resolve))
  }

  const run = async (): Promise<void> => {
    await tryOnce(first)
    for (let tries = 3; ; tries += 1) {
      if (isDone || signal.aborted) return
      wake = new AbortController()
      const waitMs = retryDelayMs(tries, Math.min(current.retryAfterMs, maxDelayMs), maxDelayMs)
      if (!isWanted) await delay(waitMs, AbortSignal.any([signal, wake.signal]))
      isWanted = false
      if (!signal.aborted) await tryOnce(again())
    }
  }
  void run()

  return {
    get problem() {
      return current
    },
    setProblem: (known) => (current = known),
    tryNow: async (timeoutMs) => {
      if (isDone) return true
      const answered = new AbortController()
      const tooLate = delay(timeoutMs, AbortSignal.any([signal, answered.signal]))
      // what made it fail may have changed since it began: the user has just signed in
      if (isTrying) {
        isWanted = true
        await Promise.race([outcome, tooLate])
      }
      if (!isDone) {
        wake.abort()
        await Promise.race([outcome, tooLate])
      }
      answered.abort()
      return isDone
    },
  }
}
