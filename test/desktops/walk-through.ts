import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import type { RealDesktop } from './desktops.ts'
import { findIcon } from './find-icon.ts'
import { startRealSession, type RealSession } from './real-session.ts'
import type { Box } from './screen.ts'

const title = 'Jira Token Tray'

/** The icon on the screen, exactly as it is drawn; waits until it is there. */
export async function untilIconIsShown({ screen }: RealSession, { iconPx }: RealDesktop): Promise<Box> {
  let icon: Box | null = null
  await eventually(async () => {
    icon = findIcon(await screen.picture(), iconPx)
    return icon !== null
  }).toBe(true)
  return icon ?? { x: 0, y: 0, width: 0, height: 0 }
}

/** The box with this much around it. */
const around = ({ x, y, width, height }: Box, margin: number): Box => ({
  x: x - margin,
  y: y - margin,
  width: width + 2 * margin,
  height: height + 2 * margin,
})

const isWithin = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

/** The part of the screen that panels leave free; the whole one where the window manager doesn't say. */
async function workArea({ screen }: RealSession): Promise<Box> {
  const [x, y, width, height] = (await screen.property('_NET_WORKAREA')).match(/\d+/g)?.map(Number) ?? []
  return { x: x ?? 0, y: y ?? 0, width: width ?? 1280, height: height ?? 900 }
}

/** What its user does with the app on a desktop with X11. */
export function walkThrough(desktop: RealDesktop): void {
  test(`${desktop.name}: the icon is sharp, and its menu and window work`, async () => {
    const session = await startRealSession(desktop)
    onTestFinished(() => session.close())
    const { screen } = session
    const item = await session.startApp()
    const windows = () => screen.windows(title)

    const icon = await untilIconIsShown(session, desktop).catch(async (error: unknown) => {
      await screen.keep('no-icon')
      throw error
    })
    await screen.keep('panel', around(icon, 60))
    await screen.keep('icon', around(icon, 2))
    await screen.keep('icon-enlarged', around(icon, 2), 8)
    expect(await windows(), 'a signed-in start opens no window').toEqual([])

    await screen.untilShown(() => screen.move(icon.x + 8, icon.y + 8))
    await screen.keep('tooltip', around(icon, 160))

    await screen.click(icon)
    await eventually(async () => (await windows()).length).toBe(1)
    const window = (await windows())[0]!
    expect(isWithin(window, await workArea(session)), JSON.stringify(window)).toBe(true)
    const isAtIcon =
      Math.min(Math.abs(window.y - icon.y), Math.abs(window.y + window.height - icon.y)) < 80 &&
      window.x - 20 <= icon.x &&
      icon.x <= window.x + window.width + 20
    expect(isAtIcon, `the window ${JSON.stringify(window)} is at the icon ${JSON.stringify(icon)}`).toBe(true)
    expect(await screen.property('_NET_WM_WINDOW_TYPE', window.id)).toContain('UTILITY')
    expect(await screen.property('_NET_WM_ICON', window.id)).not.toContain('not found')
    // as StartupWMClass in electron-builder.yml
    expect(await screen.property('WM_CLASS', window.id)).toContain('"Jira Token Tray"')
    // right after opening, desktops still move the focus about; a slower machine only makes this check weaker
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await windows(), 'the window stays open').toHaveLength(1)
    await screen.keep('window')

    await screen.click(icon)
    await eventually(async () => (await windows()).length).toBe(0)
    await screen.click(icon)
    await eventually(async () => (await windows()).length).toBe(1)
    await screen.key('Escape')
    await eventually(async () => (await windows()).length).toBe(0)

    await screen.untilShown(() => screen.click(icon, 3))
    await screen.keep('menu')
    await screen.key('Escape')
    if (item === null) return
    expect(await item.tooltip()).toMatch(/^work: \d\d min left, renews at .*\d\d:\d\d$/)
    expect(await item.labels()).toEqual([
      expect.stringMatching(/^work: \d\d min left/),
      'Renew now',
      'Copy token',
      'Open Jira Token Tray',
      'Settings…',
      'Start at login',
      'Quit',
    ])
  })
}
