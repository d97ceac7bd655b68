import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../shared/error-codes.ts'

/** A file system that takes longer is taken for dead: a network's that is gone, a disk that was pulled out. */
const timeoutMs = 3000

/** Of the four threads that Node has for all files, names (DNS) and keychains, so many may hang. */
const maxStuck = 2

/** Where work on files is done one after the other, so that a file system that never answers can't stop the program. */
export interface SerialQueue {
  /**
   * Does this work on files in that folder, in its turn. Rejects as it does, or with `syncedFileUnusable` when it takes
   * too long; until it has ended after all, none is started in that folder.
   */
  run<T>(folder: string, work: () => Promise<T>): Promise<T>
}

/** A lane that keeps time by that clock. */
export function createSerialQueue(clock: Pick<Clock, 'setTimer'>): SerialQueue {
  /** The folders in which work hangs. */
  const stuck = new Set<string>()
  let before: Promise<unknown> = Promise.resolve()

  const start = <T>(folder: string, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const give = (why: string) => reject(new AppError('syncedFileUnusable', why))
      if (stuck.has(folder)) return give('the disk that it is on does not answer')
      if (stuck.size >= maxStuck) return give('it has to wait for other files, whose disks do not answer')
      const cancel = clock.setTimer(timeoutMs, () => {
        stuck.add(folder)
        give('the disk that it is on does not answer')
      })
      const end = () => {
        cancel()
        stuck.delete(folder)
      }
      work().finally(end).then(resolve, reject)
    })

  return {
    run: (folder, work) => {
      const mine = before.then(() => start(folder, work))
      before = mine.catch(() => undefined)
      return mine
    },
  }
}
