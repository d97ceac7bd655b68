import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import { checkOwnerFolder, getOwnerFolder } from './owner-folder.ts'

const noteName = 'start-app.json'

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

/**
 * Whether this app runs from its AppImage. A program in another AppImage passes `APPIMAGE` on to everything it starts, so
 * it counts only if our executable is in the folder where that AppImage is mounted. Source: AppImage documentation,
 * "Environment variables".
 */
export function isInAppImage(environment: NodeJS.ProcessEnv, executable: string): boolean {
  const { APPIMAGE: image = '', APPDIR: mounted = '' } = environment
  const folder = isAbsolute(image) && isAbsolute(mounted) ? realPath(mounted) : null
  return folder !== null && folder !== sep && realPath(executable)?.startsWith(folder + sep) === true
}

/** The file that starts this app: its AppImage, or else its executable. */
export function getAppProgram(environment: NodeJS.ProcessEnv, executable: string): string {
  return isInAppImage(environment, executable) ? (environment['APPIMAGE'] ?? executable) : executable
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
