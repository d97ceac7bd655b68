import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { card, choose, signIn, timeLeft } from '../support/sign-in-steps.ts'
import { readTrayLook } from '../support/read-tray-look.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeEach(async () => {
  session = await startDesktopSession()
  await session.launch()
})
afterEach(() => session.close())

test('renews before expiry again and again, without any clicks', async () => {
  session.atlassian.setAccessTokenLifetime(6)
  const window = await signIn(session)
  const first = await session.accessToken()
  await window.keyboard.press('Escape')

  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBeGreaterThanOrEqual(2)
  await eventually(async () => session.atlassian.introspect(await session.accessToken())).toMatchObject({
    active: true,
    newest: true,
  })
  expect(await session.accessToken()).not.toBe(first)
  const { refreshGrants, codeGrants, maxRefreshesInFlight } = session.atlassian.counts()
  expect(refreshGrants.refused).toBe(0)
  expect(codeGrants.honoured).toBe(1)
  expect(maxRefreshesInFlight).toBe(1)
  expect(session.notifications.shown()).toEqual([])
})

test('with auto-renewal off the tray says so, warns once before expiry and once at expiry, and never renews', async () => {
  const window = await signIn(session)
  await choose(window, /^edit/i)
  await window.getByRole('switch', { name: /auto-renewal/i }).click()
  await window.getByRole('button', { name: /^save/i }).click()
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, auto-renewal off$/)
  const [icon] = await session.panel.icons()
  expect(icon && readTrayLook(icon)).toMatchObject({
    tone: 'paused',
    label: expect.stringMatching(/^5\d$/) as string,
  })
  expect(session.notifications.shown()).toEqual([])

  session.atlassian.setAccessTokenLifetime(12)
  // the window would show the same
  await window.keyboard.press('Escape')
  await session.panel.click('Renew now')
  const titles = () => session.notifications.shown().map(({ title }) => title)
  await eventually(() => timeLeft(window)).toMatch(/^0?0:[01]\d$/)
  await eventually(() => titles()[0]).toBe('work: token expires soon')
  await eventually(titles).toEqual(['work: token expires soon', 'work: token expired'])
  await eventually(() => session.panel.tooltip()).toMatch(/^work: expired, auto-renewal off$/)
  expect(session.atlassian.counts().refreshGrants.asked).toBe(1)
})

test('without a refresh token the app says so, and “Renew now” in the window starts a sign-in', async () => {
  const window = await signIn(session, { scopes: 'read:jira-work read:jira-user read:me' })
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, can’t be renewed$/)
  expect(await session.panel.entry('Renew now')).toMatchObject({ enabled: false })
  expect(await session.panel.labels()).toContain('Sign in again')

  await card(window)
    .getByRole('button', { name: /^renew now/i })
    .click()
  await session.app.signInPage()
  expect(session.atlassian.counts().refreshGrants.asked).toBe(0)
})
