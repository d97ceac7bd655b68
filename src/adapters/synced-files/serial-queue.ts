import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../shared/error-codes.ts'

/** A file system that takes longer is considered dead: a network drive that is gone, or a disk that was unplugged. */
const timeoutMs = 3000

/** How many of Node's four threads for files, DNS, and keychains may hang. */
const maxStuck = 2

/** Runs file operations one at a time, so that a file system that never responds can't block the program. */
export interface SerialQueue {
  /**
   * Runs this work on files in a folder once it is its turn. Rejects as `work` does, or with `syncedFileUnusable` if it
   * takes too long; until it ends, no more work is started in that folder.
   */
  run<T>(folder: string, work: () => Promise<T>): Promise<T>
}

/** Creates a queue that uses this clock for timeouts. */
export function createSerialQueue(clock: Pick<Clock, 'setTimer'>): SerialQueue {
  /** Folders where work is hanging. */
  const stuck = new Set<string>()
  let before: Promise<unknown> = Promise.resolve()

  const start = <T>(folder: string, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new AppError('syncedFileUnusable', why))
      if (stuck.has(folder)) return fail('its disk is not responding')
      if (stuck.size >= maxStuck) return fail('it is waiting for other files whose disks are not responding')
      const cancel = clock.setTimer(timeoutMs, () => {
        stuck.add(folder)
        fail('its disk is not responding')
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
