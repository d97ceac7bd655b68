import { expect } from 'vitest'
import { everyMs, maxWaitMs } from '../../scripts/harness/until.ts'

/** `expect` for what becomes true soon: asked again and again until it passes. For tests; hooks have `until`. `withinMs` is for
 * cases that are expected to fail. */
export function eventually<T>(ask: () => Promise<T> | T, withinMs = maxWaitMs) {
  return expect.poll(ask, { interval: everyMs, timeout: withinMs })
}
