import { dialog, type BrowserWindow } from 'electron'
import { systemErrorText } from '../files/file-error.ts'
import { replaceFile } from '../files/replace-file.ts'
import { toFileName } from '../files/token-file-path.ts'
import { toCleanJson } from '../shared/clean-text.ts'
import { AppError } from '../shared/error-codes.ts'
import { getErrorNumber } from '../shared/error-number.ts'
import { historyCsv } from '../shared/history-csv.ts'
import type { HistoryAnswer } from '../shared/history.ts'

type Format = 'csv' | 'json'

/** Asks for a file and saves the history in it; resolves with whether the user chose one. Rejects with `invalidInput`. */
export type SaveHistory = (history: HistoryAnswer, format: Format) => Promise<boolean>

const contents: Readonly<Record<Format, (history: HistoryAnswer) => string>> = {
  csv: historyCsv,
  json: (history) => `${toCleanJson(history, 2)}\n`,
}

/** Uses the desktop's file dialog, attached to the app's window if it exists. */
export function createHistorySaver(parentWindow: () => BrowserWindow | null): SaveHistory {
  return async (history, format) => {
    const question: Electron.SaveDialogOptions = {
      title: 'Choose where to save the history',
      buttonLabel: 'Save',
      defaultPath: `${toFileName(history.account.name)}-history.${format}`,
      filters: [{ name: format.toUpperCase(), extensions: [format] }],
      properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
    }
    const parent = parentWindow()
    const { filePath } = await (parent === null
      ? dialog.showSaveDialog(question)
      : dialog.showSaveDialog(parent, question))
    if (filePath === '') return false
    const latin1 = Buffer.from(contents[format](history)).toString('latin1')
    await replaceFile(filePath, { latin1, like: null }).catch((error: unknown) => {
      const why = systemErrorText(getErrorNumber(error) ?? 'unknown')
      throw new AppError('invalidInput', `The file could not be written: ${why}. Choose another folder.`, {
        cause: error,
      })
    })
    return true
  }
}
