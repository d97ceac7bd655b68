import type { BrowserWindow } from 'electron'

/** A page that takes longer to load is shown as it is. */
const loadTimeoutMs = 1000

/**
 * Shows a new window once its page is painted, and resolves then. On Wayland, `ready-to-show` may never come (electron
 * #48859).
 */
export async function showSoon(window: BrowserWindow): Promise<void> {
  await new Promise<void>((resolve) => {
    const timeout = setTimeout(resolve, loadTimeoutMs)
    const done = (): void => {
      clearTimeout(timeout)
      resolve()
    }
    window.once('ready-to-show', done)
    window.once('closed', done)
    window.webContents.once('did-finish-load', done)
  })
  if (!window.isDestroyed()) window.show()
}
