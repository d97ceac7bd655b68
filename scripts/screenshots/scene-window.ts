import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchElectron } from '../harness/launch-electron.ts'
import { electronFlags } from '../desktop/electron-flags.ts'
import { maxWaitMs } from '../harness/until.ts'
import { installFakeBridge } from './fake-bridge.ts'
import type { Scene } from './scene.ts'

const animationsSettleMs = 120

export interface SceneWindow {
  readonly page: Page
  setHeight(height: number): Promise<void>
  close(): Promise<void>
}

/** An empty window of the app's size in a real Electron, without the app behind it. */
export async function openSceneWindow(env: NodeJS.ProcessEnv): Promise<SceneWindow> {
  const electron = await launchElectron({
    executablePath: process.env['ELECTRON_EXEC_PATH'] ?? '',
    args: [...electronFlags({ virtualDisplay: true }), join(import.meta.dirname, 'blank-app')],
    env: env as Record<string, string>,
    timeout: maxWaitMs,
  })
  const page = await electron.firstWindow({ timeout: maxWaitMs })
  page.setDefaultTimeout(maxWaitMs)
  return {
    page,
    setHeight: async (height) => {
      await electron.evaluate(({ BrowserWindow }, wanted) => {
        for (const window of BrowserWindow.getAllWindows()) window.setContentSize(400, wanted)
      }, height)
      await page.waitForFunction(`innerHeight === ${height}`)
    },
    close: () => electron.close(),
  }
}

/** Shows a scene of the built window in such a window, served from this address. */
export async function showScene(
  page: Page,
  url: string,
  { snapshot, hash, answers, act }: Scene,
): Promise<void> {
  // tsx calls a helper to name inner functions, and the page doesn't have it
  await page.addInitScript('globalThis.__name = (target) => target')
  await page.addInitScript(installFakeBridge, { snapshot, answers: answers ?? {} })
  await page.goto('about:blank')
  await page.goto(`${url}${hash ?? ''}`)
  await page.waitForTimeout(animationsSettleMs)
  await act?.(page)
  await page.waitForTimeout(animationsSettleMs)
}
