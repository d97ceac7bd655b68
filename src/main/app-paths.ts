import { app } from 'electron'
import { join, resolve } from 'node:path'
import { getKeychainService } from '../adapters/keychain/service-name.ts'

/** Where the app keeps its data. */
export interface AppPaths {
  readonly dataFolder: string
  /** Whether this is the platform's default folder, where programs look by default. */
  readonly isUsual: boolean
  readonly logFolder: string
  /** The service name of the secrets in the keychain. */
  readonly keychainService: string
}

/** Uses the data folder in `JIRA_TOKEN_HOME`, or else the platform's default. Call it before the app is ready. */
export function setUpAppPaths(environment: NodeJS.ProcessEnv): AppPaths {
  const chosen = environment['JIRA_TOKEN_HOME']
  const isUsual = chosen === undefined || chosen === ''
  if (!isUsual) app.setPath('userData', resolve(chosen))
  const dataFolder = app.getPath('userData')
  const keychainService = getKeychainService(dataFolder, isUsual, 'app')
  return { dataFolder, isUsual, logFolder: join(dataFolder, 'logs'), keychainService }
}
