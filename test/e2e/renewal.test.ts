import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { card, choose, signIn } from '../support/sign-in-steps.ts'
import { readTrayLook } from '../support/read-tray-look.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeEach(async () => {
  session = await startDesktopSession()
  await session.launch()
})
afterEach(() => session.close())

test('renews before expiry again and again, without any clicks', async () => {
  session.atlassian.setAccessTokenLifetime(8)
  const window = await signIn(session)
  await window.keyboard.press('Escape')
  const first = await session.accessToken()
  const { honoured } = session.atlassian.counts().refreshGrants

  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBeGreaterThanOrEqual(
    honoured + 2,
  )
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
  const look = async () => {
    const [icon] = await session.panel.icons()
    return icon === undefined ? null : readTrayLook(icon)
  }
  await eventually(look).toMatchObject({
    tone: 'paused',
    label: expect.stringMatching(/^5\d$/) as string,
  })
  expect(session.notifications.shown()).toEqual([])

  // half of it is time enough for the first notification
  session.atlassian.setAccessTokenLifetime(30)
  // the window would show the same
  await window.keyboard.press('Escape')
  await session.panel.click('Renew now')
  const titles = () => session.notifications.shown().map(({ title }) => title)
  await eventually(() => titles()[0]).toBe('work: token expires soon')
  await eventually(titles).toEqual(['work: token expires soon', 'work: token expired'])
  await eventually(() => session.panel.tooltip()).toMatch(/^work: expired, auto-renewal off$/)
  expect(session.atlassian.counts().refreshGrants.asked).toBe(1)
})

test('without a refresh token the app says so, and “Renew now” in the window starts a sign-in', async () => {
  const window = await signIn(session, { scopes: 'read:jira-work read:jira-user read:me' })
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, can’t be renewed$/)
  await eventually(() => session.panel.entry('Renew now')).toMatchObject({ enabled: false })
  await eventually(() => session.panel.labels()).toContain('Sign in again')

  await card(window)
    .getByRole('button', { name: /^renew now/i })
    .click()
  await session.app.signInPage()
  expect(session.atlassian.counts().refreshGrants.asked).toBe(0)
})
