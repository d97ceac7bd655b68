import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type Page } from 'playwright-core'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { electronFlags } from '../desktop/electron-flags.ts'
import { startPrivateDesktop } from '../desktop/private-desktop.ts'
import { installFakeBridge } from './fake-bridge.ts'
import type { Scene } from './scenes.ts'
import { serveFolder } from './serve-folder.ts'

export interface Picture {
  readonly scene: Scene
  readonly scheme: 'light' | 'dark'
  readonly file: string
}

const animationsSettleMs = 120

async function take(page: Page, url: string, { scene, scheme, file }: Picture, nowMs: number): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.clock.install({ time: nowMs })
  // tsx names inner functions with a helper that the page does not have
  await page.addInitScript('globalThis.__name = (target) => target')
  await page.addInitScript(installFakeBridge, { snapshot: scene.snapshot, answers: scene.answers ?? {} })
  await page.goto('about:blank')
  await page.goto(`${url}${scene.hash ?? ''}`)
  await page.waitForTimeout(animationsSettleMs)
  await scene.act?.(page)
  await page.waitForTimeout(animationsSettleMs)
  await page.screenshot({ path: file })
}

/** Takes the pictures of the built window in a real Electron; returns what a person could not read or reach in them. */
export async function takePictures(pictures: readonly Picture[], nowMs: number): Promise<string[]> {
  const pageFlaws = await readFile(join(import.meta.dirname, 'page-flaws.js'), 'utf8')
  const desktop = await startPrivateDesktop({ bus: false })
  const server = await serveFolder(join(rootFolder, 'out/renderer'))
  const flaws: string[] = []
  try {
    for (const picture of pictures) {
      const electron = await _electron.launch({
        executablePath: process.env['ELECTRON_EXEC_PATH'] ?? '',
        args: [...electronFlags({ virtualDisplay: true }), join(import.meta.dirname, 'blank-app')],
        env: desktop.env as Record<string, string>,
      })
      const page = await electron.firstWindow()
      page.on('pageerror', (error) => flaws.push(`${picture.file}: ${error.message}`))
      page.setDefaultTimeout(5000)
      await take(page, server.url, picture, nowMs)
      for (const flaw of (await page.evaluate(pageFlaws)) as string[]) flaws.push(`${picture.file}: ${flaw}`)
      await electron.close()
    }
  } finally {
    server.close()
    await desktop.close()
  }
  return flaws
}
