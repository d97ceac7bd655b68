import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Stop } from '../bootstrap/stop.mjs'

export const checksumFile = 'SHA256SUMS'
/** The text of the release: not a file that users download, so it has no checksum. */
export const notesFile = 'RELEASE_NOTES.md'

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** The files in a folder that have a checksum, sorted. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  return names.filter((name) => name !== checksumFile && name !== notesFile).toSorted()
}

/** Writes `SHA256SUMS`, in the format of `sha256sum`, for all files in this folder. */
export async function writeChecksums(folder: string): Promise<void> {
  const lines: string[] = []
  for (const name of await listFiles(folder)) lines.push(`${await sha256(join(folder, name))}  ${name}\n`)
  await writeFile(join(folder, checksumFile), lines.join(''))
}

/**
 * Checks that exactly the files in `SHA256SUMS` are in this folder, unchanged. Returns their names.
 *
 * @throws {Stop} if not
 */
export async function verifyChecksums(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, checksumFile), 'utf8')
  const expected = new Map(
    [...text.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)].map(([, sum = '', name = '']) => [name, sum]),
  )
  const names = await listFiles(folder)
  const problems = [...expected.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is missing`)
  for (const name of names) {
    const sum = expected.get(name)
    if (sum === undefined) problems.push(`${name} has no checksum`)
    else if (sum !== (await sha256(join(folder, name)))) problems.push(`${name} has changed`)
  }
  if (problems.length > 0) throw new Stop(`${checksumFile} does not match: ${problems.join(', ')}.`)
  return names
}
