import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { openSceneWindow, showScene, type SceneWindow } from '../../scripts/screenshots/scene-window.ts'
import { previewScenes } from '../../scripts/screenshots/scenes.ts'
import { serveFolder } from '../../scripts/screenshots/serve-folder.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'

const longName = 'A-sixty-character-name-without-a-space-that-nobody-would-use'
const scenes = previewScenes(Date.now())

let desktop: PrivateDesktop
let server: Awaited<ReturnType<typeof serveFolder>>
let shown: SceneWindow

beforeAll(async () => {
  desktop = await startPrivateDesktop({ bus: false })
  server = await serveFolder(join(rootFolder, 'out/renderer'))
  shown = await openSceneWindow(desktop.env)
})
afterAll(async () => {
  server.close()
  await shown.close()
  await desktop.close()
})

/** What sticks out of the window sideways, by tag and class. */
const cutOff = `(() => {
  const sticksOut = (element) => {
    const { left, right, width } = element.getBoundingClientRect()
    return width > 0 && (left < -0.5 || right > innerWidth + 0.5)
  }
  const scrollsSideways = [...document.querySelectorAll('body, main, dialog, .page')].filter(
    (element) => element.scrollWidth > element.clientWidth,
  )
  const cut = [...document.querySelectorAll('#app *')].filter(
    (element) => element.closest('.visually-hidden, svg, option') === null && sticksOut(element),
  )
  return [...scrollsSideways, ...cut].map(
    ({ localName, className, scrollWidth }) => localName + '.' + className + ' ' + scrollWidth,
  )
})()`

describe('at 200 % zoom in the smallest window', () => {
  const named = (snapshot: AppSnapshot): AppSnapshot => ({
    ...snapshot,
    accounts: snapshot.accounts.map((account) => ({ ...account, name: longName })),
  })

  beforeAll(() => shown.page.setViewportSize({ width: 200, height: 300 }))

  test.each(Object.keys(scenes))('everything of “%s” is within the window', async (name) => {
    const scene = scenes[name]!
    await showScene(shown.page, server.url, { ...scene, snapshot: named(scene.snapshot) })
    const cut = (await shown.page.evaluate(cutOff)) as string[]
    expect(cut, cut.join(', ')).toEqual([])
  })
})
