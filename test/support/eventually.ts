import { expect } from 'vitest'
import { everyMs, maxWaitMs } from '../../scripts/harness/until.ts'

/**
 * Like `expect`, for something that becomes true soon: calls `ask` until the assertion passes. For tests; hooks use `until`.
 * `withinMs` is for cases that are expected to fail.
 */
export function eventually<T>(ask: () => Promise<T> | T, withinMs = maxWaitMs) {
  return expect.poll(ask, { interval: everyMs, timeout: withinMs })
}
