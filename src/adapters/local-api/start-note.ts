import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkOwnerFolder, ownerFolderOf } from './owner-folder.ts'

const noteName = 'start-app.json'

/** Notes how to start the app hidden, for programs that find no owner; in the owner's folder, which is the user's alone. */
export function noteHowToStart(dataFolder: string, command: readonly string[]): void {
  writeFileSync(join(ownerFolderOf(dataFolder), noteName), JSON.stringify({ command }), { mode: 0o600 })
}

/** How to start the app hidden; null when it never ran here, or is not where it was. */
export function noteOfStart(dataFolder: string): readonly string[] | null {
  try {
    checkOwnerFolder(dataFolder)
    const path = join(ownerFolderOf(dataFolder), noteName)
    const { command } = JSON.parse(readFileSync(path, 'utf8')) as { command?: unknown }
    if (!Array.isArray(command) || !command.every((part) => typeof part === 'string')) return null
    return statSync(command[0] ?? '').isFile() ? command : null
  } catch {
    return null
  }
}
