import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { freePort } from '../../local-atlassian/free-port.ts'
import { forgetOpenedPages, openedPages, replaceXdgOpen } from '../support/xdg-open.ts'
import { card, enterAccount, logInAndAccept, removeAllAccounts, timeLeft } from '../support/sign-in-steps.ts'
import { until } from '../../scripts/harness/until.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page
let redirectUri: string

beforeAll(async () => {
  redirectUri = `http://localhost:${await freePort()}/callback`
  session = await startDesktopSession({ atlassian: { redirectUris: [redirectUri] } })
  await replaceXdgOpen(session)
  const app = await session.launch()
  window = await app.window()
  await window.getByRole('button', { name: 'Settings' }).click()
  await window.getByRole('radio', { name: /browser/i }).click()
  await window.getByRole('button', { name: /back/i }).click()
})

beforeEach(() => forgetOpenedPages(session))
afterEach(() => removeAllAccounts(window))
afterAll(() => session.close())

/** The URL that the app tried to open in the system browser. */
async function openedInBrowser(): Promise<string> {
  const [url] = await until(
    'the browser is opened',
    () => openedPages(session),
    (urls) => urls.length === 1,
  )
  return url ?? ''
}

test('signs in with the system browser, with a callback to this computer', async () => {
  await enterAccount(window, session.atlassian, { redirectUri })
  const end = await walkThroughSignIn(await openedInBrowser())
  expect(end.url.href.startsWith(redirectUri)).toBe(true)
  const answer = await fetch(end.url)

  expect(answer.status).toBe(200)
  expect(await answer.text()).toMatch(/you are signed in.*close this tab/i)
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
  expect(session.app.signInPages()).toHaveLength(0)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({ active: true })
})

test('the listener stops when the sign-in ends, and answers only the callback', async () => {
  await enterAccount(window, session.atlassian, { redirectUri })
  const end = await walkThroughSignIn(await openedInBrowser())
  expect((await fetch(new URL('/favicon.ico', redirectUri))).status).toBe(404)
  await fetch(end.url)
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)

  await eventually(() => fetch(redirectUri).then(String, () => 'refused')).toBe('refused')
})

test('shows an error that names no sign-in, ignores an answer of another one, and goes on', async () => {
  await enterAccount(window, session.atlassian, { redirectUri })
  const end = await walkThroughSignIn(await openedInBrowser())
  const stale = await fetch(`${redirectUri}?code=stolen&state=another`)
  expect(await stale.text()).toMatch(/doesn’t belong to the sign-in in progress/)
  await fetch(`${redirectUri}?error=server_error&error_description=Try+later`)
  await eventually(() => card(window).innerText()).toMatch(/server_error: Try later.*still waiting/is)
  expect(await session.accessToken()).toBe('')

  await fetch(end.url)
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
})

test('a consent denied in the browser is reported', async () => {
  await enterAccount(window, session.atlassian, { redirectUri })
  const end = await walkThroughSignIn(await openedInBrowser(), { decision: 'cancel' })
  const answer = await fetch(end.url)
  expect(answer.status).toBe(400)
  expect(await answer.text()).toMatch(/you are not signed in. access was denied/i)
  await eventually(() => card(window).innerText()).toMatch(/access was denied/i)
})

test.for(['127.0.0.1', '::1'])(
  'says that the port is in use on %s, and offers the sign-in window',
  async (host) => {
    const other = await listen(host, Number(new URL(redirectUri).port))
    try {
      await enterAccount(window, session.atlassian, { redirectUri })
      await eventually(() => card(window).innerText()).toMatch(/another program is using the port/i)
      expect(await openedPages(session)).toEqual([])

      await card(window)
        .getByRole('button', { name: /window/i })
        .click()
      await logInAndAccept(await session.app.signInPage())
      await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
    } finally {
      other.close()
    }
  },
)

/** Listens once the sign-in before has stopped doing so. */
async function listen(host: string, port: number): Promise<Server> {
  const server = createServer()
  const tryToListen = async () => {
    server.listen({ host, port })
    await once(server, 'listening')
  }
  await until('the port is free', () => tryToListen().then(() => true), Boolean)
  return server
}
