import { maxWaitMs } from './until.ts'
import type { ElectronApplication, Page } from 'playwright-core'
import { launchElectron } from './launch-electron.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { electronFlags } from '../../scripts/desktop/electron-flags.ts'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'

export interface LaunchedApp {
  readonly electron: ElectronApplication
  readonly dataFolder: string
  /** The small window; waits until it opens. */
  window(): Promise<Page>
  quit(): Promise<void>
}

export interface LaunchOptions {
  /** The environment of a private desktop. */
  readonly env: NodeJS.ProcessEnv
  /** Reuses this folder, or creates a new one. */
  readonly dataFolder?: string
  readonly args?: readonly string[]
}

const isSmallWindow = (page: Page) => page.url().startsWith('app://')

/** Waits for a page that passes. */
async function pageWhere(electron: ElectronApplication, passes: (page: Page) => boolean): Promise<Page> {
  return (
    electron.windows().find(passes) ??
    electron.waitForEvent('window', { predicate: passes, timeout: maxWaitMs })
  )
}

/** Starts the actual built app on this desktop. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const executablePath = process.env['ELECTRON_EXEC_PATH']
  if (executablePath === undefined)
    throw new Error('run the tests with `npm test`, which finds an Electron runtime')
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'jira-token-tray-')))
  const electron = await launchElectron({
    executablePath,
    args: [...electronFlags({ virtualDisplay: true }), rootFolder, ...(options.args ?? [])],
    env: { ...options.env, JIRA_TOKEN_HOME: dataFolder },
    timeout: maxWaitMs,
  })
  return {
    electron,
    dataFolder,
    window: () => pageWhere(electron, isSmallWindow),
    quit: async () => {
      await electron.close()
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
