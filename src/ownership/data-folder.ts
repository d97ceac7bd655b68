import { isAbsolute, join, resolve } from 'node:path'

/** The app's name for its folder: `productName` in package.json. */
const folderName = 'Jira Token Tray'

/** Loads `node:os` only if necessary: it would slow down `jira-token token` every time. */
function homeIn(environment: NodeJS.ProcessEnv): string {
  const named = process.platform === 'win32' ? '' : (environment['HOME'] ?? '')
  if (named !== '') return resolve(named)
  const { homedir, userInfo } = process.getBuiltinModule('node:os')
  // an empty HOME counts as unset, but `homedir` would return it
  return homedir() || userInfo().homedir
}

/**
 * Where the app keeps its files, as an absolute path: `JIRA_TOKEN_HOME`, or else Electron's default (`userData`). A
 * relative `XDG_CONFIG_HOME` is ignored. Source: XDG Base Directory Specification, "Basics".
 */
export function getDataFolder(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const read = (name: string) => environment[name] ?? ''
  const requested = read('JIRA_TOKEN_HOME')
  if (requested !== '') return resolve(requested)
  if (platform === 'darwin') return join(homeIn(environment), 'Library/Application Support', folderName)
  if (platform === 'win32')
    return join(read('APPDATA') || join(homeIn(environment), 'AppData/Roaming'), folderName)
  const config = read('XDG_CONFIG_HOME')
  return join(isAbsolute(config) ? config : join(homeIn(environment), '.config'), folderName)
}
