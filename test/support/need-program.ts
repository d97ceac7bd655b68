import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'vitest'

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Skips the test if a program is missing, and says which Debian package has it. */
export function needProgram({ skip }: TestContext, program: string, debianPackage = program): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const isThere = folders.some((folder) => isProgram(join(folder, program)))
  skip(!isThere, `${program} is missing: apt-get install ${debianPackage}`)
}

/** Skips the test unless it can mount folders, which requires root and Linux. */
export function needRoot({ skip }: TestContext): void {
  skip(
    process.platform !== 'linux' || process.getuid?.() !== 0,
    'it mounts a folder: run it as root, on Linux',
  )
}
