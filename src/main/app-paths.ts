import { app } from 'electron'
import { join, resolve } from 'node:path'
import { getDataFolder, toRealPath } from '../ownership/data-folder.ts'

/** Where the app keeps its data. */
export interface AppPaths {
  /** Without symlinks. */
  readonly dataFolder: string
  /** The same folder as the user spelled it, with symlinks. */
  readonly spelledFolder: string
  /** Whether programs look there without `JIRA_TOKEN_HOME`. */
  readonly isUsual: boolean
  readonly logFolder: string
}

/**
 * Uses the data folder in `JIRA_TOKEN_HOME`, or else the one that Electron has chosen (`--user-data-dir`, or the
 * platform's default). Call it before the app is ready.
 */
export function setUpAppPaths(environment: NodeJS.ProcessEnv): AppPaths {
  const chosen = environment['JIRA_TOKEN_HOME'] ?? ''
  const spelledFolder = chosen === '' ? app.getPath('userData') : resolve(chosen)
  const dataFolder = toRealPath(spelledFolder)
  if (dataFolder !== app.getPath('userData')) app.setPath('userData', dataFolder)
  const isUsual = dataFolder === getDataFolder({ ...environment, JIRA_TOKEN_HOME: '' })
  return { dataFolder, spelledFolder, isUsual, logFolder: join(dataFolder, 'logs') }
}
