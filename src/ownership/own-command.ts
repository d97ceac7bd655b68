import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Whether this is the packaged `jira-token`, which contains Node. Source: Node.js documentation, "Single executables". */
const isPackaged = (): boolean => process.getBuiltinModule('node:sea').isSea()

/**
 * The words that start this `jira-token` again, with absolute paths: Node and the script, or the packaged executable. In
 * the package, a small program has that name, and starts this one only if necessary.
 */
export function ownCommand(): readonly string[] {
  if (!isPackaged()) return [process.execPath, realpathSync(process.argv[1] ?? '')]
  const name = process.platform === 'win32' ? 'jira-token.exe' : 'jira-token'
  return [join(dirname(process.execPath), name)]
}

/** The program that runs scripts of Node: this one, unless it only runs `jira-token`. */
export const scriptRunner = (): string => (isPackaged() ? 'node' : process.execPath)
