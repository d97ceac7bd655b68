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

/** Stores the command that starts the app hidden, for programs that find no owner; only the user can access the folder. */
export function noteHowToStart(dataFolder: string, command: readonly string[]): void {
  const path = join(getOwnerFolder(dataFolder), noteName)
  const note = JSON.stringify({ command })
  // the app must be able to start on a full disk
  if (textAt(path) !== note) writeFileSync(path, note, { mode: 0o600 })
}

/** The command that starts the app hidden; null if the app has never run here, or was moved. */
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
