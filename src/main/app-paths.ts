import { app } from 'electron'
import { join, resolve } from 'node:path'
import { keychainServiceOf } from '../adapters/keychain/service-name.ts'

/** Where this owner keeps its things. */
export interface AppPaths {
  readonly dataFolder: string
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
  const keychainService = keychainServiceOf(dataFolder, isUsual, 'app')
  return { dataFolder, logFolder: join(dataFolder, 'logs'), keychainService }
}
