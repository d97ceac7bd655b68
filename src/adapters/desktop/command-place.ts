import { lstatSync, readlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'

/** Where the app puts `jira-token` for packages whose installer can't: AppImage and dmg. */
export interface CommandPlace {
  /** The link on the PATH. */
  readonly link: string
  /** The folder for the copies of an AppImage, which is mounted only while it runs; null: the link leads into the app. */
  readonly copies: string | null
}

/**
 * The place on this system; null on Windows, where the installer does it. Sources: freedesktop.org, XDG Base Directory
 * Specification (user-specific executables and data); macOS, `path_helper(8)`.
 */
export function getCommandPlace(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): CommandPlace | null {
  if (platform === 'darwin') return { link: '/usr/local/bin/jira-token', copies: null }
  if (platform !== 'linux') return null
  const data = environment['XDG_DATA_HOME'] ?? ''
  const dataFolder = isAbsolute(data) ? data : join(homedir(), '.local/share')
  return { link: join(homedir(), '.local/bin/jira-token'), copies: join(dataFolder, 'jira-token-tray') }
}

/** What a link to the command in our app ends with. */
const inApp = /\.app\/Contents\/Resources\/cli\/jira-token$/

/** What has the name of the link; `own` if the app has put it there, even if what it leads to is gone. */
export function lookAtLink({ link, copies }: CommandPlace): 'nothing' | 'own' | 'other' {
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) return 'nothing'
  if (!lstatSync(link).isSymbolicLink()) return 'other'
  const target = resolve(dirname(link), readlinkSync(link))
  return (copies === null ? inApp.test(target) : target.startsWith(copies + sep)) ? 'own' : 'other'
}
