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

/** The absolute folders in PATH: relative ones depend on the working directory. */
export function pathFolders(environment: NodeJS.ProcessEnv): string[] {
  // it is called Path on Windows, and only `process.env` itself ignores case
  const name = Object.keys(environment).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH'
  return (environment[name] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
}

/** The first program with one of these names in these folders; null if there is none. */
export function findProgramIn(folders: readonly string[], names: readonly string[]): string | null {
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return paths.find(isProgram) ?? null
}
