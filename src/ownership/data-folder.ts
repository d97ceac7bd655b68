import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'

/** The app's name for its folder: `productName` in package.json. */
const folderName = 'Jira Token Tray'

/** Neither the environment nor the user database names a home folder. */
export class HomeMissing extends Error {
  override readonly name = 'HomeMissing'

  constructor() {
    super(
      'This user has no home folder: HOME is not set, and the user database has no entry. Set JIRA_TOKEN_HOME to a folder for Jira Token Tray, or set HOME.',
    )
  }
}

/** The user's home folder. Loads `node:os` only if necessary: it would slow down `jira-token token`. Throws `HomeMissing`. */
export function homeFolder(environment: NodeJS.ProcessEnv): string {
  const named = process.platform === 'win32' ? '' : (environment['HOME'] ?? '')
  if (named !== '') return resolve(named)
  const { homedir, userInfo } = process.getBuiltinModule('node:os')
  try {
    // an empty HOME counts as unset, but `homedir` would return it
    return homedir() || userInfo().homedir
  } catch {
    // a container's user may have no entry
    throw new HomeMissing()
  }
}

/**
 * The path without symlinks, also of a folder that does not exist yet. Where the system ignores letter case, it is the
 * case of the folder's name on the disk: only the native function looks.
 */
export function toRealPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(toRealPath(parent), basename(path))
  }
}

/** The folder of a user who has moved nothing, by the user database; without symlinks. */
export function getUsualDataFolder(platform = process.platform): string {
  const { homedir, userInfo } = process.getBuiltinModule('node:os')
  const home = (): string => {
    try {
      return userInfo().homedir
    } catch {
      // a container's user may have no entry
      return homedir()
    }
  }
  return toRealPath(spelledDataFolder({ HOME: home() }, platform))
}

/**
 * Where the app keeps its files, as an absolute path without symlinks: the folder is known by it. `JIRA_TOKEN_HOME`, or
 * else Electron's default (`userData`). Throws `HomeMissing`.
 */
export function getDataFolder(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  return toRealPath(spelledDataFolder(environment, platform))
}

/**
 * The same folder, as an absolute path that may contain symlinks. A relative `XDG_CONFIG_HOME` is ignored. Source: XDG
 * Base Directory Specification, "Basics".
 */
export function spelledDataFolder(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const read = (name: string) => environment[name] ?? ''
  const requested = read('JIRA_TOKEN_HOME')
  if (requested !== '') return resolve(requested)
  if (platform === 'darwin') return join(homeFolder(environment), 'Library/Application Support', folderName)
  if (platform === 'win32')
    return join(read('APPDATA') || join(homeFolder(environment), 'AppData/Roaming'), folderName)
  const config = read('XDG_CONFIG_HOME')
  return join(isAbsolute(config) ? config : join(homeFolder(environment), '.config'), folderName)
}
