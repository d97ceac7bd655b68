import type { Clock } from './clock.ts'

/** What `work` resolves with, or `late` when that takes longer than `limitMs`; it goes on then, and may still fail. */
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
