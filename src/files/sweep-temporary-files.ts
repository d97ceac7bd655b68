import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryName } from './replace-file.ts'

/** Newer files may still be in use. */
const minAgeMs = 60_000

async function sweepOne(path: string): Promise<void> {
  const found = await lstat(path)
  if (found.isFile() && Date.now() - found.mtimeMs > minAgeMs) await rm(path, { force: true })
}

/** Removes temporary files that a killed process left in this folder while in `replaceFile`. Never rejects. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const leftovers = names.filter((name) => temporaryName.test(name))
  // one at a time: each blocks a thread, see `serial-queue.ts`
  for (const name of leftovers) await sweepOne(join(folder, name)).catch(() => undefined)
}
