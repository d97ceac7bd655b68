import type { BrowserWindow } from 'electron'
import type { AppPaths } from './app-paths.ts'
import { createCaFilePicker } from './pick-ca-file.ts'
import { createHistorySaver } from './save-history.ts'
import { createSyncedFilePicker } from './synced-files/pick-synced-file.ts'

/** What asks the user for a file, with the desktop's dialogs. */
export function createFileDialogs({ dataFolder }: AppPaths, parentWindow: () => BrowserWindow | null) {
  return {
    pickCaFile: createCaFilePicker(parentWindow),
    pickSyncedFile: createSyncedFilePicker(process.env, dataFolder, parentWindow),
    saveHistory: createHistorySaver(parentWindow),
  }
}
