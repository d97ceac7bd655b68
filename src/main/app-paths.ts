import { app } from 'electron'
import { join, resolve } from 'node:path'
import { getKeychainService } from '../adapters/keychain/service-name.ts'

/** Where this owner keeps its things. */
export interface AppPaths {
  readonly dataFolder: string
  /** Whether that is the platform's usual place, where programs look without being told. */
  readonly isUsual: boolean
  readonly logFolder: string
  /** The name under which the keychain holds the secrets. */
  readonly keychainService: string
}

/** Takes the data folder from `JIRA_TOKEN_HOME`, else the platform's usual one. Call it before the app is ready. */
export function setUpAppPaths(environment: NodeJS.ProcessEnv): AppPaths {
  const wished = environment['JIRA_TOKEN_HOME']
  const isUsual = wished === undefined || wished === ''
  if (!isUsual) app.setPath('userData', resolve(wished))
  const dataFolder = app.getPath('userData')
  const keychainService = getKeychainService(dataFolder, isUsual, 'app')
  return { dataFolder, isUsual, logFolder: join(dataFolder, 'logs'), keychainService }
}
