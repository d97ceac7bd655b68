import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { replaceFile, type Ownership } from '../../files/replace-file.ts'

/** How many backups of a file are kept. */
const maxBackups = 3

const infix = '.backup-'

/** An ISO 8601 time without colons, which Windows does not allow in file names. */
const stampPattern = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/

/** The backups of a file, newest first. */
async function listBackups(file: string): Promise<string[]> {
  const prefix = basename(file) + infix
  const names = await readdir(dirname(file)).catch(() => [])
  return names
    .filter((name) => name.startsWith(prefix) && stampPattern.test(name.slice(prefix.length)))
    .sort()
    .toReversed()
    .map((name) => join(dirname(file), name))
}

/** The file's contents before our changes, newest first; unreadable backups are skipped. */
export async function earlierContents(file: string): Promise<string[]> {
  const contents = await Promise.allSettled(
    (await listBackups(file)).map(async (path) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readFile(path)),
    ),
  )
  return contents.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

/** Saves a copy next to the file, with the same permissions; returns its path. */
export async function backUp(file: string, latin1: string, like: Ownership, nowMs: number): Promise<string> {
  const taken = new Set(await listBackups(file))
  for (let atMs = nowMs; ; atMs += 1) {
    const path = file + infix + new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')
    if (taken.has(path)) continue
    await replaceFile(path, { latin1, like })
    return path
  }
}

/**
 * Removes all but three backups of a file: keeps the newest one without our entries, which lets an uninstall restore the
 * file byte for byte, and the newest others.
 */
export async function pruneBackups(file: string, hasOurs: (text: string) => boolean): Promise<void> {
  const paths = await listBackups(file)
  if (paths.length <= maxBackups) return
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => null)))
  const plain = paths.find((_, index) => {
    const text = texts[index] ?? null
    return text !== null && !hasOurs(text)
  })
  const others = paths.filter((path) => path !== plain)
  const most = plain === undefined ? maxBackups : maxBackups - 1
  await Promise.allSettled(others.slice(most).map((path) => rm(path, { force: true })))
}
