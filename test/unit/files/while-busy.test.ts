import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { fileError } from '../../../src/files/file-error.ts'
import { whileBusy } from '../../../src/files/while-busy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** How Windows refuses; the file that is open exists and is writable. */
async function refusal(code: string, syscall: string): Promise<NodeJS.ErrnoException> {
  const file = join(await temporaryFolder(), 'open.env')
  await writeFile(file, '')
  const paths = syscall === 'rename' ? { path: `${file}.tmp`, dest: file } : { path: file }
  return Object.assign(new Error(code), { code, syscall, ...paths })
}

/** Fails so many times, and counts the pauses. */
function busyFor(times: number, error: Error) {
  const pausesMs: number[] = []
  let left = times
  const work = () => {
    left -= 1
    return left < 0 ? Promise.resolve('done') : Promise.reject(error)
  }
  const pause = (ms: number) => Promise.resolve(pausesMs.push(ms))
  return { pausesMs, run: (platform: NodeJS.Platform) => whileBusy(work, platform, pause) }
}

it.each([
  ['EBUSY', 'open'],
  ['EBUSY', 'rename'],
  ['EPERM', 'rename'],
  ['EACCES', 'rename'],
  ['EPERM', 'unlink'],
])('retries while another program has the file open (%s on %s)', async (code, syscall) => {
  const { run, pausesMs } = busyFor(3, await refusal(code, syscall))
  expect(await run('win32')).toBe('done')
  expect(pausesMs).toHaveLength(3)
})

it.each([
  ['EBUSY', 'open'],
  ['EPERM', 'rename'],
  ['EACCES', 'unlink'],
])('says so if the file is still open after 2 s (%s on %s)', async (code, syscall) => {
  const { run, pausesMs } = busyFor(Infinity, await refusal(code, syscall))
  const error: unknown = await run('win32').catch((thrown: unknown) => thrown)
  expect(fileError(error).code).toBe('syncedFileOpen')
  const totalMs = pausesMs.reduce((sum, ms) => sum + ms, 0)
  expect(totalMs).toBeGreaterThan(1500)
  expect(totalMs).toBeLessThanOrEqual(2000)
})

test('a file that may not be written is read-only, not open', async ({ skip }) => {
  if (process.getuid?.() === 0) return skip('root may write everything')
  const error = await refusal('EPERM', 'rename')
  await chmod((error as { dest?: string }).dest!, 0o400)
  const thrown: unknown = await busyFor(Infinity, error)
    .run('win32')
    .catch((one: unknown) => one)
  expect(fileError(thrown).code).toBe('syncedFileReadOnly')
})

it.each([
  ['ENOSPC', 'rename', 'win32'],
  ['EACCES', 'open', 'win32'],
  ['EPERM', 'open', 'win32'],
  ['EBUSY', 'rename', 'linux'],
  ['EPERM', 'rename', 'darwin'],
] as const)('rejects at once for any other reason (%s on %s, %s)', async (code, syscall, platform) => {
  const error = await refusal(code, syscall)
  const { run, pausesMs } = busyFor(Infinity, error)
  await expect(run(platform)).rejects.toBe(error)
  expect(pausesMs).toEqual([])
})
