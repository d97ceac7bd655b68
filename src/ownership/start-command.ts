import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkOwnerFolder, getOwnerFolder } from './owner-folder.ts'

const noteName = 'start-app.json'

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Notes how to start the app hidden, for programs that find no owner; in the owner's folder, which is the user's alone. */
export function noteHowToStart(dataFolder: string, command: readonly string[]): void {
  const path = join(getOwnerFolder(dataFolder), noteName)
  const note = JSON.stringify({ command })
  // the app must be able to start on a full disk
  if (textAt(path) !== note) writeFileSync(path, note, { mode: 0o600 })
}

/** How to start the app hidden; null when it never ran here, or is not where it was. */
export function noteOfStart(dataFolder: string): readonly string[] | null {
  try {
    checkOwnerFolder(dataFolder)
    const path = join(getOwnerFolder(dataFolder), noteName)
    const { command } = JSON.parse(readFileSync(path, 'utf8')) as { command?: unknown }
    if (!Array.isArray(command) || !command.every((part) => typeof part === 'string')) return null
    return statSync(command[0] ?? '').isFile() ? command : null
  } catch {
    return null
  }
}
