import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { card, choose, signIn, snapshotIn, timeLeft } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  await session.launch()
  window = await signIn(session)
})
afterAll(() => session.close())

const isVisible = () => session.app.isWindowVisible()
const button = (name: RegExp) => card(window).getByRole('button', { name })

test('“Renew now” in the window gives a new access token, as the provider confirms', async () => {
  const before = await session.accessToken()
  const { honoured } = session.atlassian.counts().refreshGrants
  await button(/^renew/i).click()

  await eventually(() => session.accessToken()).not.toBe(before)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({
    kind: 'access',
    active: true,
    newest: true,
  })
  expect(session.atlassian.counts().refreshGrants.honoured).toBe(honoured + 1)
})

test('“Renew now” shows progress, then success', async () => {
  session.atlassian.setFault({ kind: 'holdBefore' })
  await button(/^renew/i).click()
  await session.atlassian.whenHeld()
  await eventually(() => button(/^renewing/i).getAttribute('aria-busy')).toBe('true')
  session.atlassian.clearFaults()
  await button(/^(renewed|renew now)/i).waitFor()
})

test('two clicks at the same time cost one renewal', async () => {
  session.atlassian.setFault({ kind: 'holdBefore', times: 1 })
  const { asked } = session.atlassian.counts().refreshGrants
  await button(/^renew/i).click()
  await session.atlassian.whenHeld()
  await button(/^renewing/i).click({ force: true })
  session.atlassian.clearFaults()
  await button(/^(renewed|renew now)/i).waitFor()
  expect(session.atlassian.counts().refreshGrants.asked).toBe(asked + 1)
})

test('the countdown counts down', async () => {
  const seconds = async () =>
    (await timeLeft(window)).split(':').reduce((total, part) => total * 60 + Number(part), 0)
  const before = await seconds()
  await eventually(seconds).toBeLessThan(before)
})

test('“Test token” shows the sites, the person, and how long it took', async () => {
  await button(/^test token/i).click()
  await eventually(() => card(window).innerText()).toMatch(/the token works · \d+ ms/i)
  const text = await card(window).innerText()
  expect(text).toContain('Ada Lovelace (ada@analytical-engine.example)')
  expect(text).toContain('analytical-engine.atlassian.example')
  expect(text).toContain('compiler-works.atlassian.example')
})

test('“Test token” says what failed and what to do', async () => {
  session.atlassian.setFault({ on: 'api', kind: 'serverError' })
  await button(/^test/i).click()
  await eventually(() => card(window).innerText()).toMatch(/test failed\s+the server had an internal error/i)
  session.atlassian.clearFaults()
})

test('a failed renewal says why and keeps the token, and “Renew now” recovers', async () => {
  session.atlassian.setFault({ kind: 'serverError' })
  const before = await session.accessToken()
  await button(/^renew/i).click()
  await eventually(() => card(window).innerText()).toMatch(/not renewed\s+the server had an internal error/i)
  expect(await session.accessToken()).toBe(before)
  expect(await timeLeft(window)).toMatch(/^[\d:]+$/)

  session.atlassian.clearFaults()
  await button(/^renew/i).click()
  await eventually(() => session.accessToken()).not.toBe(before)
  await eventually(() => card(window).innerText()).not.toMatch(/not renewed/i)
})

test('“Not renewed” goes away when an automatic retry succeeds', async () => {
  session.atlassian.setFault({ kind: 'serverError' })
  await button(/^renew/i).click()
  await eventually(() => card(window).innerText()).toMatch(/not renewed/i)
  session.atlassian.clearFaults()
  await eventually(() => card(window).innerText()).not.toMatch(/not renewed/i)
})

test('the window never receives a secret', async () => {
  const [item] = await session.keychain()
  const told = JSON.stringify(await snapshotIn(window))
  expect(told).toContain('Ada Lovelace')
  expect(told).not.toContain(item?.tokenSet?.accessToken)
  expect(told).not.toContain(item?.tokenSet?.refreshToken)
  expect(told).not.toContain(item?.clientSecret)
})

test('Esc hides the window, and the tray opens it again', async () => {
  await window.keyboard.press('Escape')
  await eventually(isVisible).toBe(false)
  window = await session.app.open()
})

test('the window hides when it loses focus, unless it is pinned', async () => {
  const shown = await session.app.electron.browserWindow(window)
  const blur = () => shown.evaluate((one) => void one.emit('blur'))

  await window.getByRole('button', { name: /keep window open/i }).click()
  await eventually(async () => (await snapshotIn(window)).settings.windowPinned).toBe(true)
  await blur()
  expect(await isVisible()).toBe(true)

  await window.getByRole('button', { name: /keep window open/i }).click()
  await eventually(async () => (await snapshotIn(window)).settings.windowPinned).toBe(false)
  // one that comes right after opening doesn't count
  await eventually(async () => {
    if (await isVisible()) await blur()
    return isVisible()
  }).toBe(false)
  window = await session.app.open()
})

test('“Settings…” in the tray keeps what was entered in an open form', async () => {
  await choose(window, /^edit/i)
  const name = window.getByLabel(/^name$/i)
  await name.fill('not saved yet')
  await session.panel.click('Settings…')
  // an answer to a later request shows that the click was handled
  await snapshotIn(window)
  expect(await name.inputValue()).toBe('not saved yet')
  await window.getByRole('button', { name: /back/i }).click()
  await window.getByRole('button', { name: 'Discard' }).click()
  await card(window).waitFor()
})

test('a window that the user resized gets its usual size back from the settings', async () => {
  const shown = await session.app.electron.browserWindow(window)
  const size = () => shown.evaluate((one) => one.getSize())
  const ownSize = async () => (await snapshotIn(window)).settings.windowSize
  const resize = async () => {
    await shown.evaluate((one) => one.setSize(one.getSize()[0] === 520 ? 530 : 520, 640))
    // it counts when nothing moves for half a second, and not right after opening
    await eventually(ownSize, 3000).not.toBe(null)
    return true
  }
  await eventually(() => resize().catch(() => false)).toBe(true)

  await window.getByRole('button', { name: 'Settings' }).click()
  await window.getByRole('button', { name: 'Reset window size' }).click()
  await eventually(ownSize).toBe(null)
  await eventually(async () => (await size())[0]).toBe(400)
  expect(await window.getByRole('button', { name: 'Reset window size' }).count()).toBe(0)
  expect((await size())[1]).toBeLessThanOrEqual(760)
  await window.getByRole('button', { name: 'Back' }).click()
  await card(window).waitFor()
})

test('no key reloads or closes the window, because Electron’s menu is gone', async () => {
  expect(await session.app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBe(null)
})

test('the window reopens after its page crashes', async () => {
  const shown = await session.app.electron.browserWindow(window)
  const dead = window
  await shown.evaluate((one) => one.webContents.forcefullyCrashRenderer())
  await eventually(() => dead.isClosed()).toBe(true)
  window = await session.app.window()
  expect(await timeLeft(window)).toMatch(/^[\d:]+$/)

  // a hidden one comes back with the next click
  const again = await session.app.electron.browserWindow(window)
  await eventually(isVisible).toBe(true)
  await window.keyboard.press('Escape')
  await eventually(isVisible).toBe(false)
  await again.evaluate((one) => one.webContents.forcefullyCrashRenderer())
  await eventually(() => window.isClosed()).toBe(true)
  expect(session.app.electron.windows()).toEqual([])
  window = await session.app.open()
  await card(window).waitFor()
})
