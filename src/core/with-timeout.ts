import type { Clock } from './clock.ts'

/**
 * Resolves as `work` does, or with `late` once `timeoutMs` has passed. `work` is not canceled, and a later rejection is
 * ignored. Rejects as `work` does.
 */
export function withTimeout<T, L>(
  clock: Pick<Clock, 'setTimer'>,
  timeoutMs: number,
  work: Promise<T>,
  late: L,
): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(timeoutMs, () => resolve(late))
    work.finally(cancel).then(resolve, reject)
  })
}
