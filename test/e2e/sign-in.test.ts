import type { Page } from 'playwright-core'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ada } from '../../local-atlassian/people.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import {
  callBridge,
  card,
  closeSignInPage,
  enterAccount,
  logInAndAccept,
  removeAllAccounts,
  snapshotIn,
  timeLeft,
} from '../support/sign-in-steps.ts'
import { maxWaitMs } from '../../scripts/harness/until.ts'
import { freePort } from '../../local-atlassian/free-port.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch()
  window = await app.window()
})
afterEach(() => removeAllAccounts(window))
afterAll(() => session.close())

/** The window says why and offers to try again, nothing was stored, and the sign-in window is closed. */
async function expectFailedSignIn(why: RegExp, before: { codeGrants: number }): Promise<void> {
  await eventually(() => card(window).innerText()).toMatch(why)
  await card(window)
    .getByRole('button', { name: /try again/i })
    .waitFor()
  await eventually(() => session.app.signInPages().length).toBe(0)
  expect(session.atlassian.counts().codeGrants.asked).toBe(before.codeGrants)
  expect(await session.accessToken()).toBe('')
}

const countsNow = () => ({ codeGrants: session.atlassian.counts().codeGrants.asked })

test('signs in by clicking through the login and consent pages', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  await page.getByRole('button', { name: 'Log in as Ada Lovelace' }).click()
  await page.getByText('offline_access').waitFor()
  await page.getByRole('button', { name: 'Accept' }).click()

  await eventually(() => timeLeft(window)).toMatch(/^(1:00:00|5\d:\d\d)$/)
  await eventually(() => card(window).innerText()).toContain('Ada Lovelace')
  await eventually(() => card(window).innerText()).toContain('analytical-engine')
  await eventually(() => card(window).innerText()).toMatch(/expires .+ renews /i)
  await eventually(() => session.app.signInPages().length).toBe(0)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({
    active: true,
    newest: true,
    kind: 'access',
  })
})

test('the window shows the person’s picture, which the main process fetches', async () => {
  await enterAccount(window, session.atlassian)
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => card(window).locator('img').getAttribute('src')).toMatch(/^data:image\/png;base64,/)
})

test('a picture is found after a redirect, which the main process follows itself', async () => {
  const { url } = session.atlassian
  const answer = {
    kind: 'answer',
    status: 302,
    body: '',
    headers: { location: `${url}/avatar/site.png` },
  } as const
  const paths = [encodeURIComponent(ada.accountId), ada.accountId].map((id) => `/avatar/${id}.png` as const)
  session.atlassian.setFault(...paths.map((on) => ({ ...answer, on })))
  await enterAccount(window, session.atlassian)
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => card(window).locator('img').getAttribute('src')).toMatch(/^data:image\/png;base64,/)
  session.atlassian.clearFaults()
})

test('the sign-in window’s title names the host', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  const shown = await session.app.electron.browserWindow(page)
  await eventually(() => shown.evaluate((one) => one.getTitle())).toBe(
    `Sign in: ${new URL(session.atlassian.url).host}`,
  )
})

test('a denied consent is reported and changes nothing', async () => {
  const before = countsNow()
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  await page.getByRole('button', { name: /^log in as ada/i }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expectFailedSignIn(/access was denied on the consent page/i, before)
})

test('closing the sign-in window cancels the sign-in', async () => {
  const before = countsNow()
  await enterAccount(window, session.atlassian)
  await closeSignInPage(session)
  await expectFailedSignIn(/the sign-in was canceled/i, before)
})

test('“Cancel” in the small window closes the sign-in window', async () => {
  const before = countsNow()
  await enterAccount(window, session.atlassian)
  await session.app.signInPage()
  await card(window)
    .getByRole('button', { name: /^cancel$/i })
    .click()
  await expectFailedSignIn(/the sign-in was canceled/i, before)
})

test('an answer with a different state is ignored, an error without one is shown, and the page stays', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  const [callback] = session.atlassian.redirectUris
  for (const query of ['code=stolen&state=another', 'error=made_up']) {
    await page.evaluate(`location.assign(${JSON.stringify(`${callback}?${query}`)})`)
    // the next one would replace it otherwise
    await wait(500)
  }
  // the second one shows that the first one has been handled
  await eventually(async () => (await snapshotIn(window)).accounts[0]?.activity).toMatchObject({
    kind: 'signingIn',
    step: 'waiting',
    strayError: 'made_up',
  })
  expect(page.isClosed()).toBe(false)
})

test('a server redirect with a different state is rejected', async () => {
  const before = countsNow()
  const forged = `${session.atlassian.redirectUris[0]}?code=stolen&state=another`
  session.atlassian.setFault({
    on: 'authorize',
    kind: 'answer',
    status: 302,
    body: '',
    headers: { location: forged },
    times: 1,
  })
  await enterAccount(window, session.atlassian)
  await expectFailedSignIn(/doesn’t belong to this sign-in/i, before)
})

test('an unregistered callback URL is named as the cause, even though no callback ever arrives', async () => {
  const before = countsNow()
  await enterAccount(window, session.atlassian, { redirectUri: 'http://localhost:8081/other' })
  await expectFailedSignIn(/doesn’t know the callback URL/i, before)
})

test('a sign-in page that can’t be reached is reported', async () => {
  const before = countsNow()
  session.atlassian.setFault({ on: 'authorize', kind: 'dropBefore' })
  await enterAccount(window, session.atlassian)
  await expectFailedSignIn(/the sign-in page couldn’t be loaded/i, before)
  session.atlassian.clearFaults()
})

test('an account can only have one sign-in at a time', async () => {
  await enterAccount(window, session.atlassian)
  await session.app.signInPage()
  const [account] = (await snapshotIn(window)).accounts
  await callBridge(window, 'signIn:start', { id: account?.id ?? '', surface: null })
  expect(session.app.signInPages()).toHaveLength(1)
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
})

test('a failed sign-in can be retried and then works', async () => {
  await enterAccount(window, session.atlassian)
  await closeSignInPage(session)
  await card(window)
    .getByRole('button', { name: /try again/i })
    .click()
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
})

/** Runs a script in the page's own context, without waiting for navigations it causes. */
const runIn = (page: Page, script: string): Promise<unknown> =>
  page.evaluate(`(() => { setTimeout(() => { ${script} }) })()`)

test('a link to plain http does nothing, and the sign-in continues', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  const shown = await session.app.electron.browserWindow(page)
  // Playwright's own clicks would wait for the navigation
  const click = (label: string) => {
    const script = `(() => {
      const found = [...document.querySelectorAll('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === '${label}')
      found?.click()
      return found !== undefined
    })()`
    return shown.evaluate(
      ({ webContents }, code) => webContents.executeJavaScript(code) as Promise<boolean>,
      script,
    )
  }
  await runIn(page, `location.assign('http://192.0.2.1/')`)
  await new Promise((resolve) => setTimeout(resolve, 500))
  await eventually(() => click('Log in as Ada Lovelace')).toBe(true)
  await eventually(() => click('Accept')).toBe(true)
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
})

test('a popup that can’t be loaded closes, and the sign-in continues', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  const nobody = await freePort()
  const popup = session.app.electron.waitForEvent('window', { timeout: maxWaitMs })
  await runIn(page, `window.open('http://127.0.0.1:${nobody}/')`)
  const opened = await popup
  await eventually(() => opened.isClosed()).toBe(true)
  await logInAndAccept(page)
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
})

test('an empty popup that is sent to a page later works, and is filtered the same way', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  const popup = session.app.electron.waitForEvent('window', { timeout: maxWaitMs })
  await page.evaluate(`void (globalThis.popup = window.open('about:blank'))`)
  const opened = await popup
  expect(
    await opened.evaluate(`navigator.permissions.query({ name: 'geolocation' }).then((one) => one.state)`),
  ).toBe('denied')
  await runIn(page, `popup.location.href = 'http://192.0.2.1/'`)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(opened.url()).toBe('about:blank')
  await runIn(page, `popup.location.href = location.href`)
  await logInAndAccept(opened)
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
  await eventually(() => opened.isClosed()).toBe(true)
})

test('a kept session is deleted when the setting is switched off, at sign-out, and at removal', async () => {
  const cookies = (id: string) =>
    session.app.electron.evaluate(
      async ({ session: sessions }, partition) =>
        (await sessions.fromPartition(partition).cookies.get({})).length,
      `persist:sign-in-${id}`,
    )
  const ends: ((id: string) => Promise<unknown>)[] = [
    () => callBridge(window, 'settings:save', { keepSignInSession: false }),
    (id) => callBridge(window, 'signIn:signOut', { id }),
    (id) => callBridge(window, 'accounts:remove', { id }),
  ]
  for (const end of ends) {
    await callBridge(window, 'settings:save', { keepSignInSession: true })
    await enterAccount(window, session.atlassian)
    const page = await session.app.signInPage()
    const [{ id } = { id: '' }] = (await snapshotIn(window)).accounts
    await page.evaluate(`document.cookie = 'person=ada; max-age=3600'`)
    await logInAndAccept(page)
    await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
    expect(await cookies(id)).toBeGreaterThan(0)
    await end(id)
    await eventually(() => cookies(id)).toBe(0)
    await removeAllAccounts(window)
  }
  await callBridge(window, 'settings:save', { keepSignInSession: false })
})

test('a persistent session is locked down once, no matter how often it is used', async () => {
  await callBridge(window, 'settings:save', { keepSignInSession: true })
  await enterAccount(window, session.atlassian)
  for (const time of [1, 2, 3]) {
    const page = await session.app.signInPage()
    const contents = await session.app.electron.browserWindow(page)
    expect(
      await contents.evaluate(({ webContents }) => webContents.session.listenerCount('will-download')),
      String(time),
    ).toBe(1)
    await closeSignInPage(session)
    await card(window)
      .getByRole('button', { name: /try again/i })
      .click()
  }
  await callBridge(window, 'settings:save', { keepSignInSession: false })
})
