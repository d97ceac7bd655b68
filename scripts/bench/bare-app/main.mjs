// the least that shows a tray icon: what every Electron tray app pays
import { app, BrowserWindow, Menu, nativeImage, Tray } from 'electron'

void app.whenReady().then(async () => {
  const tray = new Tray(
    nativeImage.createFromBitmap(Buffer.alloc(22 * 22 * 4, 255), { width: 22, height: 22 }),
  )
  tray.setToolTip('bare')
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]))
  if (!process.argv.includes('--window-once')) return
  const window = new BrowserWindow()
  await window.loadURL('data:text/html,bare')
  window.destroy()
})
app.on('window-all-closed', () => undefined)
app.on('activate', () => {
  const window = new BrowserWindow({ width: 400, height: 600, show: false })
  window.once('ready-to-show', () => window.show())
  void window.loadURL('data:text/html,bare')
})
