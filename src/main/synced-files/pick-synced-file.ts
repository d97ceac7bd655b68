import { dialog, type BrowserWindow } from 'electron'
import { mkdir } from 'node:fs/promises'
import type { SyncedFileKind } from '../../shared/synced-file.ts'
import { tokenFilePath, tokenFolder } from '../../files/token-file-path.ts'

/** Asks for a file to keep current; null when the user picks none. */
export type PickSyncedFile = (kind: SyncedFileKind, accountName: string) => Promise<string | null>

/** Asks in the desktop's own dialogs, on the app's window if it is there. */
export function createSyncedFilePicker(
  environment: NodeJS.ProcessEnv,
  dataFolder: string,
  parentWindow: () => BrowserWindow | null,
): PickSyncedFile {
  const pickEnvFile = async (): Promise<string | null> => {
    const question: Electron.OpenDialogOptions = {
      title: 'Pick the .env file to keep current',
      buttonLabel: 'Keep current',
      properties: ['openFile', 'showHiddenFiles', 'promptToCreate', 'dontAddToRecent'],
    }
    const parent = parentWindow()
    const { filePaths } = await (parent === null
      ? dialog.showOpenDialog(question)
      : dialog.showOpenDialog(parent, question))
    return filePaths[0] ?? null
  }

  const placeTokenFile = async (accountName: string): Promise<string | null> => {
    // without it the dialog would begin elsewhere
    await mkdir(tokenFolder(environment, dataFolder), { mode: 0o700 }).catch(() => undefined)
    const question: Electron.SaveDialogOptions = {
      title: 'Choose where the token file goes',
      buttonLabel: 'Keep current',
      defaultPath: tokenFilePath(environment, dataFolder, accountName),
      properties: ['showHiddenFiles', 'createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
    }
    const parent = parentWindow()
    const { filePath } = await (parent === null
      ? dialog.showSaveDialog(question)
      : dialog.showSaveDialog(parent, question))
    return filePath === '' ? null : filePath
  }

  return (kind, accountName) => (kind === 'env' ? pickEnvFile() : placeTokenFile(accountName))
}
