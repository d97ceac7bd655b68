import { app } from 'electron'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setUpAppPaths } from './app-paths.ts'
import { compose, type App } from './compose.ts'
import { hiddenFlag } from './login-item/login-item.ts'
import { registerAppScheme } from './window/app-protocol.ts'

const paths = setUpAppPaths(process.env)
registerAppScheme()
// Windows shows notifications only of apps that name themselves as their installer does
app.setAppUserModelId('io.github.jira-token-tray')
// one small window needs no graphics card, and the process for it would cost a sixth of the memory
app.disableHardwareAcceleration()
app.commandLine.appendSwitch('disable-software-rasterizer')

let running: App | null = null
let mayExit = false

async function quit(ask: boolean): Promise<void> {
  if (running !== null && ask && !(await running.mayQuit())) return
  mayExit = true
  await running?.close()
  app.exit(0)
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => running?.open())
  app.on('activate', () => running?.open())
  // the tray keeps the app running
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', (event) => {
    if (mayExit) return
    event.preventDefault()
    void quit(true)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit(false))
  if (process.platform === 'darwin') app.dock?.hide()
  // not a top-level await: Electron holds `ready` back until this module has finished
  void app.whenReady().then(() => {
    running = compose({
      paths,
      outFolder: dirname(dirname(fileURLToPath(import.meta.url))),
      debug: process.argv.includes('--debug'),
      hidden: process.argv.includes(hiddenFlag),
      printEvents: process.argv.includes('--print-events'),
    })
  })
} else {
  app.quit()
}
