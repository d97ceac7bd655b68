import { access, constants } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { getErrorNumber } from '../shared/error-number.ts'

/** Virus scanners, indexers, and backups rarely take longer. In all less than 2 s. */
const pausesMs = [50, 100, 150, 200, 250, 300, 400, 500]

/** Replacing or deleting a file that is open is refused like one without permission. */
const replacing = ['rename', 'unlink', 'rm']

const isRefusal = (error: unknown): error is NodeJS.ErrnoException =>
  ['EPERM', 'EACCES'].includes(getErrorNumber(error) ?? '') &&
  replacing.includes((error as NodeJS.ErrnoException).syscall ?? '')

/** Whether the file that could not be replaced or deleted is writable, so that it must be open in another program. */
async function isWritable({
  dest,
  path,
}: NodeJS.ErrnoException & { readonly dest?: string }): Promise<boolean> {
  const file = dest ?? path
  return (
    file !== undefined &&
    access(file, constants.W_OK).then(
      () => true,
      () => false,
    )
  )
}

/**
 * Does some work on files, again and again for up to 2 s while another program has one of them open: Windows then refuses to
 * replace or delete it. Rejects as `work` does, with the code EBUSY if the file is still open. Source: Microsoft Learn,
 * "Creating and Opening Files", file sharing.
 *
 * @param pause resolves after some milliseconds
 */
export async function whileBusy<T>(
  work: () => Promise<T>,
  platform: NodeJS.Platform = process.platform,
  pause: (ms: number) => Promise<unknown> = delay,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const isRefused = isRefusal(error)
      if (platform !== 'win32' || !(isRefused || getErrorNumber(error) === 'EBUSY')) throw error
      const pauseMs = pausesMs[tries]
      if (pauseMs === undefined) {
        if (!isRefused || !(await isWritable(error))) throw error
        throw Object.assign(new Error('the file is open', { cause: error }), { code: 'EBUSY' })
      }
      await pause(pauseMs)
    }
  }
}
