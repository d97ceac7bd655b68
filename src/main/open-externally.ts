import { clipboard, dialog, shell } from 'electron'
import { openPage, xdgOpen } from '../adapters/desktop/xdg-open.ts'

/** Opens a page in the user's browser. Rejects if that fails; see `openPage`. */
export function openInBrowser(url: string): Promise<void> {
  return process.platform === 'linux' ? openPage(url) : shell.openExternal(url)
}

async function openPath(path: string): Promise<void> {
  if (process.platform === 'linux') return xdgOpen(path)
  const problem = await shell.openPath(path)
  if (problem !== '') throw new Error(problem)
}

/** Tells the user if nothing could be opened, with a text to copy. */
async function tellFailure(opening: Promise<void>, message: string, target: string): Promise<void> {
  try {
    await opening
  } catch {
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message,
      detail: target,
      buttons: ['Copy', 'Close'],
      cancelId: 1,
    })
    if (response === 0) await clipboard.writeText(target)
  }
}

/** Opens a page in the user's browser, or shows its URL. Never waits for the browser. */
export function openLink(url: string): void {
  void tellFailure(openInBrowser(url), 'Your browser couldn’t be opened. Open this page yourself:', url)
}

/** Opens a folder in the user's file manager, or shows its path. Never waits for the file manager. */
export function openFolder(path: string): void {
  void tellFailure(openPath(path), 'Your file manager couldn’t be opened. The folder is:', path)
}
