import { dialog, type BrowserWindow } from 'electron'
import { mkdir } from 'node:fs/promises'
import type { SyncedFileKind } from '../../shared/synced-file.ts'
import { tokenFilePath, tokenFolder } from '../../files/token-file-path.ts'
import { hiddenFilesTitle } from '../hidden-files-title.ts'

/** Asks for a file to sync; null if the user cancels. */
export type PickSyncedFile = (kind: SyncedFileKind, accountName: string) => Promise<string | null>

/** Uses the desktop's file dialogs, attached to the app's window if it exists. */
export function createSyncedFilePicker(
  environment: NodeJS.ProcessEnv,
  dataFolder: string,
  parentWindow: () => BrowserWindow | null,
): PickSyncedFile {
  const pickEnvFile = async (): Promise<string | null> => {
    const question: Electron.OpenDialogOptions = {
      title: hiddenFilesTitle('Choose the .env file to sync'),
      buttonLabel: 'Sync',
      properties: ['openFile', 'showHiddenFiles', 'promptToCreate', 'dontAddToRecent'],
    }
    const parent = parentWindow()
    const { filePaths } = await (parent === null
      ? dialog.showOpenDialog(question)
      : dialog.showOpenDialog(parent, question))
    return filePaths[0] ?? null
  }

  const placeTokenFile = async (accountName: string): Promise<string | null> => {
    // if it doesn't exist, the dialog starts in another folder
    await mkdir(tokenFolder(environment, dataFolder), { mode: 0o700 }).catch(() => undefined)
    const question: Electron.SaveDialogOptions = {
      title: 'Choose where to save the token file',
      buttonLabel: 'Sync',
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
