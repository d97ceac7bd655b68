import axe from 'axe-core'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { maxFittedHeight, preferredSize } from '../../src/main/window/window-size.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { startPrivateDesktop } from '../desktop/private-desktop.ts'
import { openSceneWindow, showScene, type SceneWindow } from './scene-window.ts'
import type { Scene } from './scene.ts'
import { serveFolder } from './serve-folder.ts'

/** `contrast`: with forced colors; `zoomed`: the smallest window at 200 %. */
export const looks = ['light', 'dark', 'contrast', 'zoomed'] as const

export interface Picture {
  readonly scene: Scene
  readonly look: (typeof looks)[number]
  readonly file: string
}

/** Evaluated inside the page: the height that it has asked for last. */
const askedHeight = `globalThis.bridgeCalls.findLast(({ channel }) => channel === 'window:fit')?.args.height ?? 0`

/** Gives the window the height that the app would give it. */
async function fit({ page, setHeight }: SceneWindow): Promise<void> {
  const height: number = await page.evaluate(askedHeight)
  await setHeight(Math.min(maxFittedHeight, Math.max(preferredSize.height, height)))
}

/** Evaluated inside the page: what axe finds, as texts. */
const axeFlaws = `axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => 'axe ' + id + ': ' + nodes.map(({ html }) => html).join(' ')))`

/** Takes pictures of the built window in a real Electron; returns everything that a person couldn't read or reach. */
export async function takePictures(pictures: readonly Picture[], nowMs: number): Promise<string[]> {
  const pageFlaws = await readFile(join(import.meta.dirname, 'page-flaws.js'), 'utf8')
  const desktop = await startPrivateDesktop({ bus: false })
  const server = await serveFolder(join(rootFolder, 'out/renderer'))
  const flaws: string[] = []
  try {
    for (const { scene, look, file } of pictures) {
      const window = await openSceneWindow(desktop.env)
      const { page, close } = window
      page.on('pageerror', (error) => flaws.push(`${file}: ${error.message}`))
      await page.emulateMedia({
        colorScheme: look === 'light' || look === 'zoomed' ? 'light' : 'dark',
        forcedColors: look === 'contrast' ? 'active' : 'none',
        reducedMotion: 'reduce',
      })
      if (look === 'zoomed') await page.setViewportSize({ width: 200, height: 300 })
      await page.clock.install({ time: nowMs })
      await showScene(page, server.url, scene)
      if (look !== 'zoomed') await fit(window)
      await page.screenshot({ path: file })
      for (const flaw of (await page.evaluate(pageFlaws)) as string[]) flaws.push(`${file}: ${flaw}`)
      await page.evaluate(axe.source)
      for (const flaw of (await page.evaluate(axeFlaws)) as string[]) flaws.push(`${file}: ${flaw}`)
      await close()
    }
  } finally {
    server.close()
    await desktop.close()
  }
  return flaws
}
