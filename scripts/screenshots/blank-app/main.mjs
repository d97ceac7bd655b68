// an empty window of the app's size, for pictures of its pages
import { app, BrowserWindow } from 'electron'

app.commandLine.appendSwitch('force-device-scale-factor', '2')
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 400, height: 600, frame: false, useContentSize: true })
  void window.loadURL('about:blank')
})
