import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { gnome } from './desktops.ts'
import { startRealSession } from './real-session.ts'
import { untilIconIsShown } from './walk-through.ts'

test('gnome: the icon is sharp, a click opens its menu, and a double click its window', async () => {
  const session = await startRealSession(gnome)
  onTestFinished(() => session.close())
  const { screen } = session
  const item = await session.startApp()
  // it starts in the overview
  await screen.key('Escape')
  const icon = await untilIconIsShown(session, gnome).catch(async (error: unknown) => {
    await screen.keep('no-icon')
    throw error
  })
  const part = { x: icon.x - 2, y: icon.y - 2, width: icon.width + 4, height: icon.height + 4 }
  await screen.keep('icon', part)
  await screen.keep('icon-enlarged', part, 8)

  await screen.untilShown(() => screen.click(icon))
  await screen.keep('menu')
  await screen.untilShown(() => screen.key('Escape'))
  expect(await item?.labels()).toContain('Copy token')

  // the extension's way to activate an icon
  const windows = () => screen.windows('Jira Token Tray')
  await screen.doubleClick(icon)
  await eventually(async () => (await windows()).length)
    .toBe(1)
    .catch(async (error: unknown) => {
      await screen.keep('no-window')
      throw error
    })
  const window = (await windows())[0]!
  expect(window.y, 'below the panel').toBeGreaterThan(icon.y + icon.height)
  expect(window.y).toBeLessThan(100)
  expect(window.x + window.width, 'at the right').toBeGreaterThan(icon.x)
  await screen.untilStill()
  await screen.keep('window')
})
