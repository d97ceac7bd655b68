import { contextBridge, ipcRenderer } from 'electron'
import type { AppSnapshot } from '../shared/snapshot.ts'
import { stateChangedChannel, type Bridge } from '../shared/ipc-bridge.ts'

/** All that the window gets: calls by channel, and the state pushed by the main process. */
const bridge: Bridge = {
  invoke: (channel, args) => ipcRenderer.invoke(channel, args),
  onStateChanged: (listener) => {
    const forward = (_event: unknown, snapshot: AppSnapshot) => listener(snapshot)
    ipcRenderer.on(stateChangedChannel, forward)
    return () => ipcRenderer.off(stateChangedChannel, forward)
  },
}

contextBridge.exposeInMainWorld('tokenTray', bridge)
