import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryName } from './replace-file.ts'

/** Younger ones may be in use. */
const minAgeMs = 60_000

async function sweepOne(path: string): Promise<void> {
  const found = await lstat(path)
  if (found.isFile() && Date.now() - found.mtimeMs > minAgeMs) await rm(path, { force: true })
}

/** Removes what a killed process has left of `replaceFile` in that folder. Never rejects. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const left = names.filter((name) => temporaryName.test(name))
  // one after the other: each holds a thread, see `file-lane.ts`
  for (const name of left) await sweepOne(join(folder, name)).catch(() => undefined)
}
