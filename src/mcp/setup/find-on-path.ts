import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The folders of PATH, absolute ones only: what `.` means there depends on who asks. */
export function pathFolders(environment: NodeJS.ProcessEnv): string[] {
  // Windows calls it Path, and only `process.env` itself does not mind
  const name = Object.keys(environment).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH'
  return (environment[name] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
}

/** The first program of one of these names in these folders; null when there is none. */
export function findProgramIn(folders: readonly string[], names: readonly string[]): string | null {
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return paths.find(isProgram) ?? null
}
