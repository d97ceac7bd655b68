import { expect } from 'vitest'
import { everyMs, timeoutMs } from '../../scripts/harness/until.ts'

/** An `expect` that retries until it passes. Only for tests; hooks use `until`. */
export function eventually<T>(ask: () => Promise<T> | T, withinMs = timeoutMs) {
  return expect.poll(ask, { interval: everyMs, timeout: withinMs })
}
