import { dialog, type BrowserWindow } from 'electron'

/** Asks for a file with certificate authorities, with the desktop's file dialog; null if the user cancels. */
export function createCaFilePicker(parentWindow: () => BrowserWindow | null): () => Promise<string | null> {
  return async () => {
    const question: Electron.OpenDialogOptions = {
      title: 'Choose the certificate of your company’s authority',
      buttonLabel: 'Trust',
      filters: [
        { name: 'Certificates', extensions: ['pem', 'crt', 'cer', 'der'] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
    }
    const parent = parentWindow()
    const { filePaths } = await (parent === null
      ? dialog.showOpenDialog(question)
      : dialog.showOpenDialog(parent, question))
    return filePaths[0] ?? null
  }
}
