import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../support/desktop-session.ts'
import { signIn, timeLeft } from '../support/sign-in-steps.ts'
import { eventually } from '../support/until.ts'

let session: DesktopSession

beforeEach(async () => {
  session = await startDesktopSession({ panel: false })
})
afterEach(() => session.close())

const noticesOf = async () =>
  (await session.app.window()).getByRole('region', { name: /notices/i }).innerText()

test('without a StatusNotifier host the window opens by itself, stays open, and says why and what helps', async () => {
  const app = await session.launch()
  const window = await app.window()
  await eventually(noticesOf).toMatch(/shows no tray icons/i)
  await eventually(noticesOf).toMatch(/install/i)

  const shown = await app.electron.browserWindow(window)
  await eventually(() => shown.evaluate((one) => one.isVisible())).toBe(true)
  await shown.evaluate((one) => void one.emit('blur'))
  expect(await shown.evaluate((one) => one.isVisible())).toBe(true)

  await signIn(session)
  expect(await timeLeft(window)).toMatch(/^[\d:]+$/)
  await eventually(noticesOf).toMatch(/shows no tray icons/i)
})

test('on GNOME it names the extension, and a start at login opens the window too', async () => {
  await session.launch({ args: ['--hidden'], env: { XDG_CURRENT_DESKTOP: 'GNOME' } })
  await eventually(noticesOf).toMatch(/AppIndicator/)
})
