import { app, dialog } from 'electron'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../shared/error-codes.ts'
import { setUpAppPaths } from './app-paths.ts'
import { setAppMenu } from './app-menu.ts'
import type { App } from './compose.ts'
import { hiddenFlag } from './login-item/login-item.ts'
import { createAppTray } from './tray/tray.ts'
import { registerAppScheme } from './window/app-protocol.ts'

// the build puts it in, from package.json
declare const JIRA_TOKEN_APP_ID: string

const paths = setUpAppPaths(process.env)
registerAppScheme()
// Windows shows notifications only of apps that name themselves as their installer does
app.setAppUserModelId(JIRA_TOKEN_APP_ID)
// one small window needs no graphics card, and the process for it would cost a sixth of the memory
app.disableHardwareAcceleration()
app.commandLine.appendSwitch('disable-software-rasterizer')

let running: App | null = null
let starting: Promise<App> | null = null
/** The user's answer, while they are asked whether to quit. */
let asking: Promise<boolean> | null = null
let leaving = false

/**
 * On Linux the icon appears after some messages to and from the panel, and Electron does not say when: loading everything
 * else would hold them up for longer than this.
 */
const iconMs = process.platform === 'linux' ? 80 : 0

/** The icon comes first; everything else is loaded after it. */
async function start(): Promise<App> {
  const tray = createAppTray(process.platform as 'linux' | 'darwin' | 'win32', (action) => {
    if (leaving) return
    if (running !== null) running.onTrayAction(action)
    else if (action.kind === 'quit') app.quit()
  })
  // a client that has started the app hidden waits for it
  if (!process.argv.includes(hiddenFlag)) await setTimeout(iconMs)
  const { compose } = await import('./compose.ts')
  running = await compose({
    paths,
    outFolder: dirname(dirname(fileURLToPath(import.meta.url))),
    debug: process.argv.includes('--debug'),
    hidden: process.argv.includes(hiddenFlag),
    printEvents: process.argv.includes('--print-events'),
    tray,
  })
  return running
}

function giveUp(error: unknown): void {
  const isOwned = error instanceof AppError && error.code === 'ownerStays'
  dialog.showErrorBox(
    'Jira Token Tray can’t start',
    isOwned
      ? 'Another Jira Token Tray holds the accounts and does not give them up. End it (jira-token agent stop), then start again.'
      : `Something went wrong at the start: ${error instanceof Error ? error.message : String(error)}`,
  )
  app.exit(1)
}

/** However often they click “Quit”. */
function mayQuit(composed: App): Promise<boolean> {
  asking ??= composed.mayQuit().finally(() => (asking = null))
  return asking
}

async function quit(ask: boolean): Promise<void> {
  const composed = await starting?.catch(() => null)
  if (leaving || (composed != null && ask && !(await mayQuit(composed)))) return
  if (leaving) return
  leaving = true
  await composed?.close()
  app.exit(0)
}

const open = () => void starting?.then((composed) => composed.open()).catch(() => undefined)

if (app.requestSingleInstanceLock()) {
  // a program that wants a token starts the app hidden, and it may be here already
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes(hiddenFlag)) open()
  })
  app.on('activate', open)
  // the tray keeps the app running
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', (event) => {
    event.preventDefault()
    void quit(true)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit(false))
  if (process.platform === 'darwin') app.dock?.hide()
  // not a top-level await: Electron holds `ready` back until this module has finished
  void app.whenReady().then(() => {
    setAppMenu()
    starting = start()
    starting.catch(giveUp)
  })
} else {
  app.quit()
}
