import { createHash } from 'node:crypto'
import { app } from 'electron'
import { join, resolve } from 'node:path'

/** Where this owner keeps its things. Two data folders are two apps: neither sees the other's secrets. */
export interface AppPaths {
  readonly dataFolder: string
  readonly logFolder: string
  /** The name under which the keychain holds the secrets. */
  readonly keychainService: string
}

const usualService = 'Jira Token Tray'

/** Takes the data folder from `JIRA_TOKEN_HOME`, else the platform's usual one. Call it before the app is ready. */
export function setUpAppPaths(environment: NodeJS.ProcessEnv): AppPaths {
  const wished = environment['JIRA_TOKEN_HOME']
  if (wished === undefined || wished === '') {
    const dataFolder = app.getPath('userData')
    return { dataFolder, logFolder: join(dataFolder, 'logs'), keychainService: usualService }
  }
  const dataFolder = resolve(wished)
  app.setPath('userData', dataFolder)
  const mark = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)
  return { dataFolder, logFolder: join(dataFolder, 'logs'), keychainService: `${usualService} (${mark})` }
}
