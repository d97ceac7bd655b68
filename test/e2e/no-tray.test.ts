import type { MessageBoxOptions } from 'electron'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { signIn, snapshotIn, timeLeft } from '../support/sign-in-steps.ts'
import { startTrayPanel } from '../../scripts/harness/tray-panel.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeEach(async () => {
  session = await startDesktopSession({ panel: false })
})
afterEach(() => session.close())

const getNotices = async () =>
  (await session.app.window()).getByRole('region', { name: /notices/i }).innerText()

test('without a StatusNotifier host the window opens automatically, stays open, says why and what helps, and asks before it closes', async () => {
  const app = await session.launch()
  const window = await app.window()
  await eventually(getNotices).toMatch(/shows no tray icons/i)
  await eventually(getNotices).toMatch(/install/i)

  const shown = await app.electron.browserWindow(window)
  await eventually(() => shown.evaluate((one) => one.isVisible())).toBe(true)
  await shown.evaluate((one) => void one.emit('blur'))
  expect(await shown.evaluate((one) => one.isVisible())).toBe(true)

  await signIn(session)
  expect(await timeLeft(window)).toMatch(/^[\d:]+$/)
  await eventually(getNotices).toMatch(/shows no tray icons/i)

  // closing it asks first: a renewal must not end without a word
  const answerWith = (response: number) =>
    app.electron.evaluate(({ dialog }, chosen) => {
      const state = globalThis as { asked?: string[] }
      dialog.showMessageBox = ((_window: unknown, { message, detail, buttons }: MessageBoxOptions) => {
        state.asked = [...(state.asked ?? []), [message, detail, ...(buttons ?? [])].join(' | ')]
        return Promise.resolve({ response: chosen, checkboxChecked: false })
      }) as typeof dialog.showMessageBox
    }, response)
  const questions = () => app.electron.evaluate(() => (globalThis as { asked?: string[] }).asked ?? [])
  const closeWindow = async () => (await app.electron.browserWindow(window)).evaluate((one) => one.close())

  await answerWith(2)
  await closeWindow()
  await eventually(async () => (await questions()).length).toBe(1)
  expect(await questions()).toEqual([
    expect.stringMatching(/no tray icons.* start the app again.* Keep running \| Quit \| Cancel$/),
  ])
  expect(window.isClosed()).toBe(false)

  await answerWith(0)
  await closeWindow()
  await eventually(() => window.isClosed()).toBe(true)
  const { expiresAtMs } = (await session.keychain())[0]?.tokenSet ?? {}
  expect(expiresAtMs).toBeGreaterThan(Date.now())
  expect(app.isRunning()).toBe(true)

  await app.electron.evaluate(({ app: running }) => void running.emit('second-instance', {}, []))
  const again = await app.window()
  expect(await timeLeft(again)).toMatch(/^[\d:]+$/)

  await answerWith(1)
  await (await app.electron.browserWindow(again)).evaluate((one) => one.close())
  await app.ended()
  expect(app.exitCode()).toBe(0)
})

test('a panel that appears after a start at login shows the icon, and no window opens', async () => {
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.app.electron.evaluate(({ app }) => app.isReady())).toBe(true)
  const panel = await startTrayPanel(session.desktop.busAddress ?? '')
  await eventually(() => panel.hasIcon()).toBe(true)
  await eventually(() => panel.labels()).toContain('No account yet')
  expect(session.app.electron.windows()).toEqual([])

  // longer than the app waits for a panel
  await new Promise((resolve) => setTimeout(resolve, 11_000))
  expect(session.app.electron.windows()).toEqual([])
  panel.close()
})

test('a panel that appears later removes the notice, and every later panel gets the icon too', async () => {
  const app = await session.launch()
  const window = await app.window()
  await eventually(getNotices).toMatch(/shows no tray icons/i)
  const panel = await startTrayPanel(session.desktop.busAddress ?? '')
  await eventually(() => panel.hasIcon()).toBe(true)
  await eventually(async () => (await snapshotIn(window)).notices).toEqual([])
  // now there is an icon, so the app stays when its window closes
  await (await app.electron.browserWindow(window)).evaluate((one) => one.close())
  await eventually(() => window.isClosed()).toBe(true)
  expect(app.isRunning()).toBe(true)

  panel.close()
  const next = await startTrayPanel(session.desktop.busAddress ?? '')
  await eventually(() => next.hasIcon()).toBe(true)
  await next.click('Open Jira Token Tray')
  await (await app.window()).getByRole('button', { name: /^jira api/i }).waitFor()
  next.close()
})

test('on GNOME it names the extension, and the window opens even after a start at login', async () => {
  await session.launch({ args: ['--hidden'], env: { XDG_CURRENT_DESKTOP: 'GNOME' } })
  // a start at login waits for the panel first
  await eventually(getNotices).toMatch(/AppIndicator/)
})
