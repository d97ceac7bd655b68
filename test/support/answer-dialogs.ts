import type { ElectronApplication } from 'playwright-core'

/** The user's answer to the desktop's own file dialogs from now on; null cancels. */
export async function answerDialogs(
  { electron }: { readonly electron: ElectronApplication },
  path: string | null,
): Promise<void> {
  await electron.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = async () => ({
      canceled: answer === null,
      filePaths: answer === null ? [] : [answer],
    })
    dialog.showSaveDialog = async () => ({ canceled: answer === null, filePath: answer ?? '' })
  }, path)
}
