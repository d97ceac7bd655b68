import { app, BrowserWindow, dialog } from 'electron'
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { lockProblem, writeProblem, type DataFolderProblem } from '../ownership/data-folder-problem.ts'
import { probe } from '../ownership/probe.ts'
import { getAppProgram } from '../ownership/start-command.ts'
import { toErrorCode } from '../shared/error-codes.ts'
import { failureText } from '../shared/failure-text.ts'
import { setUpAppPaths } from './app-paths.ts'
import { setAppMenu } from './app-menu.ts'
import type { App } from './compose.ts'
import {
  installFlag,
  installFromTerminal,
  renewInstalledCommand,
} from './command-line-tool/command-line-tool.ts'
import { foreignSwitches } from './foreign-switches.ts'
import { hiddenFlag, startsHidden } from './login-item/login-item.ts'
import { findOtherDisplay, noteDisplay } from './other-desktop.ts'
import { watchSessionEnd } from './session-end.ts'
import { createAppTray } from './tray/tray.ts'
import { registerAppScheme } from './window/app-protocol.ts'

// inserted by the build, from package.json
declare const JIRA_TOKEN_APP_ID: string

// Chromium would write secrets to a file, send them through a proxy, or let others control the window. It reads these
// after this module, except for a few early ones that do none of that.
if (app.isPackaged) {
  for (const name of foreignSwitches(process.argv.slice(1), process.platform))
    app.commandLine.removeSwitch(name)
  // the same as --ssl-key-log-file
  delete process.env['SSLKEYLOGFILE']
}
// the app starts browsers and editors, which may be Electron apps too
delete process.env['ELECTRON_RUN_AS_NODE']
const paths = setUpAppPaths(process.env)
registerAppScheme()
// Windows only shows notifications of apps that use the same ID as their installer
app.setAppUserModelId(JIRA_TOKEN_APP_ID)
// one small window needs no GPU, and its process would cost a sixth of the memory
app.disableHardwareAcceleration()
app.commandLine.appendSwitch('disable-software-rasterizer')

let running: App | null = null
let starting: Promise<App> | null = null
/** The user's answer, while asking whether to quit. */
let asking: Promise<boolean> | null = null
let leaving = false
/** Everything is closed, and the next version may be installed. */
let isInstalling = false
/** The user is logging off, or the computer is shutting down. */
let isSessionOver = false

/**
 * On Linux the icon appears after the app and the panel have exchanged some messages, and Electron does not say when.
 * Loading everything else first would delay those by longer than this.
 */
const iconMs = process.platform === 'linux' ? 80 : 0

/** Shows the tray icon first, then loads everything else. */
async function start(): Promise<App> {
  const tray = createAppTray(process.platform as 'linux' | 'darwin' | 'win32', (action) => {
    if (leaving) return
    if (running !== null) running.onTrayAction(action)
    else if (action.kind === 'quit') app.quit()
  })
  // a client that started the app hidden is waiting for it: no delay
  const hidden = startsHidden()
  if (!hidden) await setTimeout(iconMs)
  const { compose } = await import('./compose.ts')
  running = await compose({
    paths,
    outFolder: dirname(dirname(fileURLToPath(import.meta.url))),
    debug: process.argv.includes('--debug'),
    hidden,
    printEvents: process.argv.includes('--print-events'),
    tray,
    quitToUpdate: () => void quit(true, 'update'),
  })
  void renewInstalledCommand()
  return running
}

function whyNotStarted(error: unknown): string {
  const code = toErrorCode(error)
  if (code === 'diskFull') return failureText(code, null)
  return code === 'ownerStays'
    ? 'Another Jira Token Tray is running and won’t stop. Stop it (jira-token agent stop), then start the app again.'
    : `Something went wrong during startup: ${error instanceof Error ? error.message : String(error)}`
}

function refuseToStart(why: string): void {
  process.stderr.write(`Jira Token Tray can’t start. ${why}\n`)
  dialog.showErrorBox('Jira Token Tray can’t start', why)
  app.exit(1)
}

function giveUp(error: unknown): void {
  refuseToStart(whyNotStarted(error))
}

/** Electron shows no dialog before it is ready. */
function refuseFolder({ finding, remedy }: DataFolderProblem): void {
  void app.whenReady().then(() => refuseToStart(`Its data folder can’t be used: ${finding}. ${remedy}`))
}

/** Whether another instance is listening: otherwise Chromium failed to lock the folder for another reason. */
async function isAlreadyRunning(): Promise<boolean> {
  if (process.platform === 'win32') return true
  try {
    // a link to a path that is short enough for a socket
    return (await probe(realpathSync(join(paths.dataFolder, 'SingletonSocket')))) !== 'dead'
  } catch {
    return false
  }
}

/** Asks only once, no matter how often the user clicks “Quit”. */
function mayQuit(composed: App): Promise<boolean> {
  asking ??= composed.mayQuit().finally(() => (asking = null))
  return asking
}

/** Starts again from the files of the version that was just installed over this one, and stays hidden if it is. */
function relaunch(): void {
  const isShown = BrowserWindow.getAllWindows().some((window) => window.isVisible())
  const words = process.argv.slice(1).filter((word) => word !== hiddenFlag)
  app.relaunch({
    execPath: getAppProgram(process.env, process.execPath),
    args: isShown ? words : [...words, hiddenFlag],
  })
}

async function quit(ask: boolean, next: 'nothing' | 'restart' | 'update' = 'nothing'): Promise<void> {
  const composed = await starting?.catch(() => null)
  if (leaving || (composed != null && ask && !(await mayQuit(composed)))) return
  if (leaving) return
  leaving = true
  if (next === 'restart') relaunch()
  await composed?.close()
  if (next === 'update' && composed != null) install(composed)
  else app.exit(0)
}

/** Electron then quits by itself. If it can't be installed, this version starts again. */
function install(composed: App): void {
  isInstalling = true
  // the next version may start before this one has ended
  app.releaseSingleInstanceLock()
  composed.installUpdate(() => {
    relaunch()
    app.exit(0)
  })
}

const open = () => void starting?.then((composed) => composed.open()).catch(() => undefined)

function run(): void {
  if (process.platform === 'linux') void noteDisplay(paths.dataFolder, process.env)
  // a client that needs a token starts the app hidden, even if it is already running
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes(hiddenFlag)) open()
  })
  app.on('activate', open)
  // keep running in the tray
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', (event) => {
    // macOS would call the shutdown off
    if (isSessionOver || isInstalling) return
    event.preventDefault()
    void quit(true)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit(false))
  // sent by the deb after an upgrade: scripts/deb/postinst
  process.on('SIGUSR2', () => void quit(false, 'restart'))
  // by default, it ends the app
  process.on('SIGUSR1', () => undefined)
  if (process.platform === 'darwin') app.dock?.hide()
  // no top-level await: Electron delays `ready` until this module has finished
  void app.whenReady().then(() => {
    setAppMenu()
    watchSessionEnd({
      soon: () => running?.getReadyToEnd(),
      now: () => {
        isSessionOver = true
        void quit(false)
      },
    })
    starting = start()
    starting.catch(giveUp)
  })
}

/** The running app opens its window; says so if that is on another desktop. */
async function leaveToRunning(): Promise<void> {
  const display = await findOtherDisplay(paths.dataFolder, process.env)
  if (display !== null && !process.argv.includes(hiddenFlag)) {
    const why = `Its icon and window are on another desktop (${display}). To use it here, quit it there first, then start it again.`
    process.stderr.write(`Jira Token Tray is already running. ${why}\n`)
    await app.whenReady()
    dialog.showErrorBox('Jira Token Tray is already running', why)
  }
  app.exit(0)
}

function startApp(): void {
  const folderProblem = writeProblem(paths.dataFolder)
  if (folderProblem !== null) return refuseFolder(folderProblem)
  if (app.requestSingleInstanceLock()) return run()
  void isAlreadyRunning().then((isRunning) => {
    if (isRunning) void leaveToRunning()
    else refuseFolder(lockProblem(paths.dataFolder))
  })
}

// Electron delays `ready` until this module has finished, and needs no display before
if (process.argv.includes(installFlag)) app.exit(await installFromTerminal())
else startApp()
