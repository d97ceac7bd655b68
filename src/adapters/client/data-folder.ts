import { join, resolve } from 'node:path'

/** The app's name for its folder: `productName` in package.json. */
const folderName = 'Jira Token Tray'

/** `node:os` is loaded only where the environment doesn't say it: `jira-token token` would wait for it each time. */
const homeIn = (environment: NodeJS.ProcessEnv): string =>
  (process.platform === 'win32' ? '' : environment['HOME']) || process.getBuiltinModule('node:os').homedir()

/** Where the app keeps its files: `JIRA_TOKEN_HOME`, else the same place that Electron chooses (`userData`). */
export function dataFolderOf(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const read = (name: string) => environment[name] ?? ''
  const wished = read('JIRA_TOKEN_HOME')
  if (wished !== '') return resolve(wished)
  if (platform === 'darwin') return join(homeIn(environment), 'Library/Application Support', folderName)
  if (platform === 'win32')
    return join(read('APPDATA') || join(homeIn(environment), 'AppData/Roaming'), folderName)
  return join(read('XDG_CONFIG_HOME') || join(homeIn(environment), '.config'), folderName)
}
