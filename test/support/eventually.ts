import { expect } from 'vitest'
import { everyMs, timeoutMs } from '../../scripts/harness/until.ts'

/** `expect` for what becomes true soon: asked again and again until it passes. In tests only; hooks have `until`. */
export function eventually<T>(ask: () => Promise<T> | T, withinMs = timeoutMs) {
  return expect.poll(ask, { interval: everyMs, timeout: withinMs })
}
