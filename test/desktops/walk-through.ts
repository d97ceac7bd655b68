import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { TrayPanel } from '../../scripts/harness/tray-panel.ts'
import { until } from '../../scripts/harness/until.ts'
import { eventually } from '../support/eventually.ts'
import { around, enclosing, isWithin, overlap, type Box } from './box.ts'
import { behindTitle, otherTitle, type RealDesktop } from './desktops.ts'
import { findIcon } from './find-icon.ts'
import { ownerOf, restartPanel } from './panel.ts'
import { startRealSession, type RealSession } from './real-session.ts'
import type { ShownWindow } from './shown-windows.ts'

const title = /^Jira Token Tray$/
const signInTitle = /^Sign in/
const otherWindow = new RegExp(`^${otherTitle}$`)

/** Menus have more pixels, and tooltips fewer. */
const menuPx = 25_000

/** The part of the screen that panels leave free; the whole one where the window manager doesn't say. */
async function workArea({ screen }: RealSession): Promise<Box> {
  const [x, y, width, height] = (await screen.property('_NET_WORKAREA')).match(/\d+/g)?.map(Number) ?? []
  return { x: x ?? 0, y: y ?? 0, width: width ?? 1280, height: height ?? 900 }
}

/** Only X11 lets programs place their windows, and ask how they are shown. */
async function expectAtIcon(session: RealSession, window: ShownWindow, icon: Box): Promise<void> {
  const { screen } = session
  expect(isWithin(window, await workArea(session)), JSON.stringify(window)).toBe(true)
  const isAtIcon =
    Math.min(Math.abs(window.y - icon.y), Math.abs(window.y + window.height - icon.y)) < 80 &&
    window.x - 20 <= icon.x &&
    icon.x <= window.x + window.width + 20
  expect(isAtIcon, `the window ${JSON.stringify(window)} is at the icon ${JSON.stringify(icon)}`).toBe(true)
  expect(overlap(window, icon), `${JSON.stringify(window)} covers ${JSON.stringify(icon)}`).toBe(false)
  expect(await screen.property('_NET_WM_ICON', window.id)).not.toContain('not found')
  // as StartupWMClass in electron-builder.yml
  expect(await screen.property('WM_CLASS', window.id)).toContain('"Jira Token Tray"')
}

/**
 * Longer than the app ignores that desktops move the focus about when its window opens, and takes a click on the icon for
 * what has just taken the focus away. On a slower machine, it only makes checks weaker.
 */
const untilSettled = () => new Promise((resolve) => setTimeout(resolve, 1500))

/** Where a click gives the focus to something else. */
async function elsewhere({ start, windows }: RealSession, { otherProgram }: RealDesktop): Promise<Box> {
  const part = { width: 20, height: 20 }
  if (otherProgram === null) return { x: 200, y: 600, ...part }
  if ((await windows.titled(otherWindow)).length === 0) start(otherProgram)
  await eventually(async () => (await windows.titled(otherWindow)).length).toBe(1)
  const [{ x, y, height } = { x: 0, y: 0, height: 0 }] = await windows.titled(otherWindow)
  return { x: x + 10, y: y + height - 40, ...part }
}

/** What its user does with the app on a desktop. */
export function walkThrough(real: RealDesktop, more: (session: () => RealSession) => void = () => undefined) {
  describe(real.name, () => {
    let session: RealSession
    let item: TrayPanel | null
    let icon: Box

    const untilIconIsShown = async (): Promise<Box> => {
      const look = async () => findIcon(await session.screen.picture(), real.iconPx)
      const found = await until('the icon is shown', look, (box) => box !== null)
      return found ?? { x: 0, y: 0, width: 0, height: 0 }
    }
    const shown = () => session.windows.titled(title)
    const untilShown = (count: 0 | 1) => eventually(async () => (await shown()).length).toBe(count)
    const clickIcon = () =>
      real.opensBy === 'click' ? session.screen.click(icon) : session.screen.doubleClick(icon)
    /** Puts the mouse on the icon, waits for the tooltip, and says where it is; null: there are none. */
    const hover = async (): Promise<Box | null> => {
      const { screen } = session
      await screen.move(640, 450)
      await screen.untilStill()
      if (!real.tooltips) return null
      const before = await screen.picture()
      await screen.move(icon.x + 8, icon.y + 8)
      return screen.untilChanged(before)
    }
    /** Resolves with where it is. */
    const openMenu = async (): Promise<Box> => {
      const { screen } = session
      await screen.move(640, 450)
      await screen.untilStill()
      const before = await screen.picture()
      await hover()
      await screen.click(icon, real.opensBy === 'click' ? 3 : 1)
      return screen.untilChanged(before, menuPx)
    }
    /** Uses the menu: with the keyboard where only a person can. */
    const switchOnStartAtLogin = async () => {
      if (item !== null) return item.click('Start at login')
      await openMenu()
      // the last one is Quit
      for (const key of ['Up', 'Up', 'Return']) await session.screen.key(key)
    }
    /** Until the test ends. */
    const followMouse = async () => {
      onTestFinished(() => session.run(real.focusFollowsMouse?.off ?? []))
      await session.run(real.focusFollowsMouse?.on ?? [])
    }
    const open = async (): Promise<ShownWindow> => {
      // sway 1.7 crashes if a window that it is just hiding is shown again, which no person is fast enough for
      await session.screen.untilStill()
      await clickIcon()
      await untilShown(1)
      return (await shown())[0]!
    }

    beforeAll(async () => {
      session = await startRealSession(real)
      item = await session.startApp()
      try {
        icon = await untilIconIsShown()
        // GNOME starts in its overview
        await session.screen.key('Escape')
        await session.screen.untilStill()
      } catch (error) {
        await session.screen.keep('no-icon')
        throw error
      }
    })
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail')
        await session.screen.keep(`failed ${task.name}`.replaceAll(/\W+/g, '-'))
    })
    afterAll(() => (session as RealSession | undefined)?.close())

    test('shows a sharp icon, and no window', async () => {
      const { screen } = session
      await screen.keep('panel', around(icon, 60))
      await screen.keep('icon', around(icon, 2))
      await screen.keep('icon-enlarged', around(icon, 2), 8)
      expect(await shown(), 'a signed-in start opens no window').toEqual([])
    })

    test.skipIf(!real.tooltips)('shows a tooltip at the icon', async () => {
      const tooltip = await hover()
      await session.screen.keep('tooltip', around(enclosing(icon, tooltip ?? icon), 40))
      // two lines of text
      expect(tooltip?.width).toBeGreaterThan(120)
      expect(tooltip?.height).toBeGreaterThan(20)
      expect(tooltip?.height).toBeLessThan(160)
      expect(isWithin(tooltip ?? icon, around(icon, 400)), JSON.stringify(tooltip)).toBe(true)
    })

    test('opens its window at the icon, and closes it', async () => {
      const { screen } = session
      const before = await screen.picture()
      const window = await open()
      if (real.display === 'x11') await expectAtIcon(session, window, icon)
      // only the icons beside it may react to the mouse
      const taskbar = { ...icon, x: 0, width: icon.x - 60 }
      if (real.hasTaskbar) expect(await screen.changedPx(before, taskbar), 'it is not in the taskbar').toBe(0)
      expect(window.floats ?? true, 'a tiling desktop lets it float').toBe(true)
      await clickIcon()
      await untilShown(0)
      await open()
      await eventually(() => session.windows.focused()).toMatch(title)
      await screen.key('Escape')
      await untilShown(0)

      const again = await open()
      await untilSettled()
      expect(await shown(), 'the window stays open').toHaveLength(1)
      // GNOME doesn't say where it is on Wayland, and a tiling compositor opens it away from the icon
      const part = again.floats === true ? again : enclosing(icon, again)
      await screen.keep('window', real.name === 'gnome-wayland' ? undefined : around(part, 20))
      // the app lets the mouse go there first
      if (again.floats === true) await screen.glide(icon, again)
      // last, because the app takes a click on the icon right afterwards for the one that closed the window
      await screen.click(await elsewhere(session, real))
      await untilShown(0)
    })

    test.skipIf(real.otherWorkspace === null)('opens its window on the current workspace', async () => {
      const { screen } = session
      await elsewhere(session, real)
      await session.run(real.otherWorkspace ?? [])
      await screen.untilStill()
      const { id } = await open()
      if (real.display === 'x11') {
        const number = async (name: string, of?: string) =>
          /= (\d+)/.exec(await screen.property(name, of))?.[1]
        await eventually(() => number('_NET_CURRENT_DESKTOP')).toBe('1')
        await eventually(() => number('_NET_WM_DESKTOP', id)).toBe('1')
      }
      await screen.untilStill()
      await screen.keep('workspace')
      await clickIcon()
      await untilShown(0)
    })

    test('has a menu', async () => {
      const { screen } = session
      const menu = await openMenu()
      await screen.keep('menu', around(enclosing(icon, menu), 20))
      // waybar's menus get no keys
      await screen.untilShown(() => screen.click({ x: 640, y: 450, width: 1, height: 1 }))
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

    test.skipIf(real.focusFollowsMouse === null)(
      'stays open while the mouse goes to it, where the focus follows the mouse',
      async () => {
        const { screen, windows } = session
        await followMouse()
        const behind = session.start(real.behindProgram)
        await eventually(async () => (await windows.titled(new RegExp(behindTitle))).length).toBe(1)
        const window = await open()
        await untilSettled()
        await screen.glide(icon, window)
        await eventually(() => windows.focused()).toMatch(title)
        await screen.untilStill()
        expect(await shown()).toHaveLength(1)
        await behind.stop()
        await clickIcon()
        await untilShown(0)
      },
    )

    more(() => session)

    test('shows its icon again when the panel was restarted', async () => {
      await restartPanel(
        session,
        real,
        async () => findIcon(await session.screen.picture(), real.iconPx) !== null,
      )
      icon = await untilIconIsShown()
      await session.screen.keep('panel-restarted', around(icon, 60))
      item = await session.icon()
      await open()
      await clickIcon()
      await untilShown(0)
    })

    test('is started at login by the session; a pinned window stays', async () => {
      const { screen } = session
      await switchOnStartAtLogin()
      const entry = join(session.desktop.home, '.config/autostart/jira-token-tray.desktop')
      await eventually(() => existsSync(entry)).toBe(true)
      await session.logOut()
      session.changeSettings({ windowPinned: true })
      await session.logIn()
      item = await session.icon()
      icon = await untilIconIsShown()
      await screen.key('Escape')
      await screen.untilStill()
      await screen.keep('logged-in')
      expect(await shown(), 'a start at login opens no window').toEqual([])

      await open()
      await untilSettled()
      await screen.click(await elsewhere(session, real))
      await eventually(() => session.windows.focused()).not.toMatch(title)
      await untilSettled()
      expect(await shown(), 'a pinned window stays').toHaveLength(1)
      // a click brings it to the front, but not on Wayland, which lets no app do that
      if (real.display === 'x11') {
        await clickIcon()
        await eventually(() => session.windows.focused()).toMatch(title)
      }
      await clickIcon()
      await untilShown(0)
    })

    // on GNOME, the click elsewhere did not take the focus from the window then
    test.skipIf(real.focusFollowsMouse === null || real.display !== 'x11' || real.name === 'gnome')(
      'closes a pinned window with the second click, where the focus follows the mouse',
      async () => {
        const { screen, windows } = session
        await followMouse()
        await open()
        await untilSettled()
        await screen.click(await elsewhere(session, real))
        await eventually(() => windows.focused()).toMatch(otherWindow)
        await untilSettled()
        await clickIcon()
        await untilSettled()
        expect(await shown(), 'the first click brings it to the front').toHaveLength(1)
        await clickIcon()
        await untilShown(0)
      },
    )

    test('shows a notification, and a click on it opens the sign-in', async () => {
      const { screen, windows } = session
      session.atlassian.revokeAll({ keepAccessTokens: true })
      await screen.move(640, 450)
      await screen.untilStill()
      const before = await screen.picture()
      await session.runCli('renew', 'work')
      const notification = await screen.untilChanged(before)
      await screen.keep('notification', around(notification, 8))
      expect(await ownerOf(session, 'org.freedesktop.Notifications')).toBe(real.notifications.program)
      const { at, button } = real.notifications
      const right = notification.x + notification.width
      const bottom = notification.y + notification.height
      const target = { x: right - 70, y: bottom - 40, width: 20, height: 20 }
      await screen.click(at === 'text' ? notification : target, button)
      await eventually(async () => (await windows.titled(signInTitle)).length).toBe(1)
      await untilShown(1)
      await eventually(() => windows.focused()).toMatch(signInTitle)
      await screen.untilStill()
      await screen.keep('sign-in')
    })
  })
}
