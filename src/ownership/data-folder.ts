import { isAbsolute, join, resolve } from 'node:path'

/** The app's name for its folder: `productName` in package.json. */
const folderName = 'Jira Token Tray'

/** `node:os` is loaded only where the environment doesn't say it: `jira-token token` would wait for it each time. */
function homeIn(environment: NodeJS.ProcessEnv): string {
  const named = process.platform === 'win32' ? '' : (environment['HOME'] ?? '')
  if (named !== '') return resolve(named)
  const { homedir, userInfo } = process.getBuiltinModule('node:os')
  // an empty HOME is none, but `homedir` believes it
  return homedir() || userInfo().homedir
}

/**
 * Where the app keeps its files, as an absolute path: `JIRA_TOKEN_HOME`, else the same place that Electron chooses
 * (`userData`). A relative `XDG_CONFIG_HOME` counts as none. Source: XDG Base Directory Specification, "Basics".
 */
export function getDataFolder(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const read = (name: string) => environment[name] ?? ''
  const wished = read('JIRA_TOKEN_HOME')
  if (wished !== '') return resolve(wished)
  if (platform === 'darwin') return join(homeIn(environment), 'Library/Application Support', folderName)
  if (platform === 'win32')
    return join(read('APPDATA') || join(homeIn(environment), 'AppData/Roaming'), folderName)
  const config = read('XDG_CONFIG_HOME')
  return join(isAbsolute(config) ? config : join(homeIn(environment), '.config'), folderName)
}
