import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import type { LocalAtlassianOptions } from '../../local-atlassian/settings.ts'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import {
  startPrivateDesktop,
  type PrivateDesktop,
  type PrivateDesktopOptions,
} from '../desktop/private-desktop.ts'
import { launchApp } from './launch-app.ts'
import { getKeychainService, readKeychain, type KeychainItem } from './keychain.ts'
import { startNotificationServer, type NotificationServer } from './notifications.ts'
import { startTrayPanel, type TrayPanel } from './tray-panel.ts'
import { maxWaitMs, until } from './until.ts'

/** The running app. */
interface RunningApp {
  readonly electron: ElectronApplication
  /** Its stdout and stderr so far. */
  output(): string
  /** The small window; waits until it is open. */
  window(): Promise<Page>
  /** Opens the small window from the tray menu, and waits until it is visible. */
  open(): Promise<Page>
  /** Whether the small window is visible: a hidden one is closed after half a minute. */
  isWindowVisible(): Promise<boolean>
  /** Waits for a page of the provider in a sign-in window. */
  signInPage(): Promise<Page>
  /** Its current sign-in windows. */
  signInPages(): Page[]
  /** The text in the clipboard. */
  clipboard(): Promise<string>
  /** Whether its process still exists. */
  isRunning(): boolean
  /** The exit code of its process; null while it is running, or if a signal ended it. */
  exitCode(): number | null
  /** Resolves when its process has ended. */
  ended(): Promise<void>
  /** Quits like the tray menu does. */
  quit(): Promise<void>
  /** Kills it with SIGKILL. */
  kill(): Promise<void>
}

export interface SessionOptions {
  readonly desktop?: PrivateDesktopOptions
  readonly atlassian?: LocalAtlassianOptions
  /** Whether the desktop has a panel with tray icons; default true. */
  readonly panel?: boolean
}

/** A desktop with a panel, notifications, a keyring, a stand-in for Atlassian, and the app. */
export interface DesktopSession {
  readonly desktop: PrivateDesktop
  readonly atlassian: LocalAtlassian
  readonly panel: TrayPanel
  readonly notifications: NotificationServer
  /** Where the app keeps its files; the same for every start. */
  readonly dataFolder: string
  /** The app that was started last. */
  readonly app: RunningApp
  /** Starts the app. Another one may already be running. */
  launch(options?: LaunchSettings): Promise<RunningApp>
  /** All accounts in the keychain. */
  keychain(): Promise<KeychainItem[]>
  /** The single account's access token, read from the keychain; '' if there is none. */
  accessToken(): Promise<string>
  close(): Promise<void>
}

interface LaunchSettings {
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

async function launch(
  session: Pick<DesktopSession, 'desktop' | 'atlassian' | 'dataFolder'> & { panel: () => TrayPanel },
  { args = [], env = {} }: LaunchSettings,
): Promise<RunningApp> {
  const { electron } = await launchApp({
    env: { ...session.desktop.env, ...env },
    dataFolder: session.dataFolder,
    args,
  })
  electron.context().setDefaultTimeout(maxWaitMs)
  const child = electron.process()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const ended = async () => {
    if (isRunning()) await once(child, 'exit')
  }
  const openPages = () => electron.windows().filter((page) => !page.isClosed())
  const smallWindow = () => openPages().find((page) => page.url().startsWith('app://'))
  const signInPages = () => openPages().filter((page) => page.url().startsWith(session.atlassian.url))
  const present = async <T>(what: string, find: () => T | undefined): Promise<T> => {
    try {
      return (await until(what, find, (found) => found !== undefined)) as T
    } catch (error) {
      const pages = openPages().map((page) => page.url())
      throw new Error(`${String(error)}; pages: ${pages.join(' ')}; output: ${output.slice(-2000)}`, {
        cause: error,
      })
    }
  }
  const window = () => present('the small window is open', smallWindow)
  const isWindowVisible = () =>
    electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some(
        (one) => one.webContents.getURL().startsWith('app://') && one.isVisible(),
      ),
    )

  return {
    electron,
    output: () => output,
    window,
    open: async () => {
      await session.panel().click('Open Jira Token Tray')
      await until('the small window is visible', isWindowVisible, Boolean)
      return window()
    },
    isWindowVisible,
    signInPage: () => present('a sign-in page is open', () => signInPages()[0]),
    signInPages,
    clipboard: () => electron.evaluate(({ clipboard }) => clipboard.readText()),
    isRunning,
    exitCode: () => child.exitCode,
    ended,
    quit: async () => {
      if (isRunning()) await electron.close()
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended()
    },
  }
}

/** Starts the desktop and the provider, but not the app: `launch` does that. */
export async function startDesktopSession(options: SessionOptions = {}): Promise<DesktopSession> {
  const desktop = await startPrivateDesktop(options.desktop ?? {})
  const busAddress = desktop.busAddress
  const [atlassian, panel, notifications, dataFolder] = await Promise.all([
    startLocalAtlassian(options.atlassian),
    busAddress === null || options.panel === false ? null : startTrayPanel(busAddress),
    busAddress === null ? null : startNotificationServer(busAddress),
    mkdtemp(join(await realpath(tmpdir()), 'jira-token-tray-')),
  ])
  const apps: RunningApp[] = []

  const demandPanel = (): TrayPanel => {
    if (panel === null) throw new Error('this desktop has no panel')
    return panel
  }
  const keychain = () => readKeychain(desktop.env, getKeychainService(dataFolder))

  return {
    desktop,
    atlassian,
    dataFolder,
    get panel() {
      return demandPanel()
    },
    get notifications() {
      if (notifications === null) throw new Error('this desktop has no session bus')
      return notifications
    },
    get app() {
      const app = apps.at(-1)
      if (app === undefined) throw new Error('the app has not been started')
      return app
    },
    launch: async (settings = {}) => {
      const app = await launch({ desktop, atlassian, dataFolder, panel: demandPanel }, settings)
      apps.push(app)
      return app
    },
    keychain,
    accessToken: async () => (await keychain())[0]?.tokenSet?.accessToken ?? '',
    close: async () => {
      await Promise.all(apps.map((app) => app.kill()))
      panel?.close()
      notifications?.close()
      await Promise.all([atlassian.close(), desktop.close()])
      // anything that a test left running may still write there
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
