// the least that shows a tray icon: what every Electron tray app pays
import { app, Menu, nativeImage, Tray } from 'electron'

void app.whenReady().then(() => {
  const tray = new Tray(
    nativeImage.createFromBitmap(Buffer.alloc(22 * 22 * 4, 255), { width: 22, height: 22 }),
  )
  tray.setToolTip('bare')
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]))
})
app.on('window-all-closed', () => undefined)
