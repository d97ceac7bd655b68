import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../files/replace-file.ts'
import type { AnswerFile } from './stand-in-answers.ts'

/**
 * The file for the answers of one server, which only the user can read.
 *
 * @param folder is created if necessary
 * @param of identifies the server and the account
 */
export function createAnswerFile(folder: string, of: readonly string[]): AnswerFile {
  const name = createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 32)
  const path = join(folder, `${name}.json`)
  return {
    read: () => readFile(path, 'utf8').catch(() => null),
    write: async (text) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await replaceFile(path, { latin1: Buffer.from(text).toString('latin1'), like: null })
      } catch {
        // without it, the next start has less to show
      }
    },
  }
}
