import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { askLocalApi } from '../support/ask-local-api.ts'
import { card, logInAndAccept, removeAllAccounts, signIn, snapshotIn } from '../support/sign-in-steps.ts'
import { readTrayLook } from '../support/read-tray-look.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeEach(async () => {
  session = await startDesktopSession()
  await session.launch()
  const window = await signIn(session)
  await window.keyboard.press('Escape')
  await eventually(isVisible).toBe(false)
})
afterEach(() => session.close())

const isVisible = () => session.app.isWindowVisible()

const titles = () => session.notifications.shown().map(({ title }) => title)
const iconLook = async () => {
  const [icon] = await session.panel.icons()
  return icon === undefined ? null : readTrayLook(icon)
}

async function revokeAndRenew(): Promise<void> {
  session.atlassian.revokeAll({ keepAccessTokens: true })
  await session.panel.click('Renew now')
  await eventually(titles).toEqual(['work: sign in again'])
}

test('a revoked sign-in is reported once; the remaining token can still be copied', async () => {
  const token = await session.accessToken()
  await revokeAndRenew()

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, then sign in again$/)
  await eventually(iconLook).toMatchObject({
    tone: 'signInNeeded',
    label: expect.stringMatching(/^5\d$/) as string,
  })
  await eventually(() => session.panel.labels()).toContain('Sign in again')
  await eventually(() => session.panel.entry('Renew now')).toMatchObject({ enabled: false })
  await session.panel.click('Copy token')
  await eventually(() => session.app.clipboard()).toBe(token)

  // each change checks the account again
  for (const bufferMinutes of [6, 7, 5]) {
    const change = await askLocalApi(session.dataFolder, 'PATCH', '/v1/accounts/work', { bufferMinutes })
    expect(change.status).toBe(200)
  }
  expect(titles()).toEqual(['work: sign in again'])
  const { asked } = session.atlassian.counts().refreshGrants
  expect(asked).toBe(1)
})

test('clicking the notification opens the sign-in, and signing in clears the problem', async () => {
  await revokeAndRenew()
  const [shown] = session.notifications.shown()
  session.notifications.click(shown?.id ?? 0)
  await logInAndAccept(await session.app.signInPage())

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, renews at /)
  await eventually(() => session.panel.labels()).not.toContain('Sign in again')
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({
    active: true,
    newest: true,
  })
  expect(titles()).toHaveLength(1)
})

test('“Sign in again” in the tray opens the sign-in', async () => {
  await revokeAndRenew()
  await session.panel.click('Sign in again')
  const page = await session.app.signInPage()
  await eventually(isVisible).toBe(true)
  // the small window came later, but the sign-in is what the user asked for
  const signIn = await session.app.electron.browserWindow(page)
  await eventually(() => signIn.evaluate((one) => one.isFocused())).toBe(true)
})

test('a sign-in started in the tray asks its question in the window, which opens for it', async () => {
  await revokeAndRenew()
  await session.panel.click('Sign in again')
  await logInAndAccept(await session.app.signInPage(), 'Grace Hopper')
  await eventually(isVisible).toBe(true)
  const window = await session.app.window()
  await window.getByRole('button', { name: 'Use Grace Hopper' }).waitFor()
})

test('the notification disappears with its cause, and clicking a stale one starts no sign-in', async () => {
  await revokeAndRenew()
  const [shown] = session.notifications.shown()
  await session.panel.click('Sign in again')
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => session.notifications.shown()[0]?.closed).toBe(true)

  await eventually(() => session.app.signInPages().length).toBe(0)
  const { authorize } = session.atlassian.counts()
  session.notifications.click(shown?.id ?? 0)
  await session.panel.click('Renew now')
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, renews at /)
  expect(session.app.signInPages()).toEqual([])
  expect(session.atlassian.counts().authorize).toBe(authorize)
})

test('removing the account removes its notification', async () => {
  await revokeAndRenew()
  await removeAllAccounts(await session.app.open())
  await eventually(() => session.notifications.shown()[0]?.closed).toBe(true)
})

test('“Sign in again” in the window opens the sign-in', async () => {
  await revokeAndRenew()
  await card(await session.app.open())
    .getByRole('button', { name: /^sign in again/i })
    .click()
  await session.app.signInPage()
})

test('a window that the user is looking at shows the problem instead of a notification', async () => {
  const window = await session.app.open()
  const shown = await session.app.electron.browserWindow(window)
  // there is no window manager here that gives it the focus
  await shown.evaluate((one) => void (one.isFocused = () => true))
  session.atlassian.revokeAll({ keepAccessTokens: true })
  await session.panel.click('Renew now')
  await eventually(() => card(window).innerText()).toMatch(/sign in again/i)
  expect(titles()).toEqual([])
})

test('with notifications off there are none, but the tray and the window still show the problem', async () => {
  const window = await session.app.open()
  await window.getByRole('button', { name: 'Settings' }).click()
  await window.getByRole('switch', { name: /^notifications/i }).click()
  await eventually(async () => (await snapshotIn(window)).settings.notifications).toBe(false)
  await window.getByRole('button', { name: /back/i }).click()
  session.atlassian.revokeAll({ keepAccessTokens: true })
  await session.panel.click('Renew now')
  await eventually(() => session.panel.tooltip()).toMatch(/then sign in again$/)
  await eventually(() => card(window).innerText()).toMatch(/sign in again/i)
  expect(titles()).toEqual([])
})
