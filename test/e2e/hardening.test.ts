import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { callBridge, enterAccount, removeAllAccounts, snapshotIn } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'
import {
  beginSignIn,
  foreignPage,
  foreignWindows,
  sendPage,
  startForeignPages,
} from '../support/foreign-pages.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch()
  window = await app.window()
  await window.getByRole('button', { name: /^jira api/i }).waitFor()
})
afterAll(() => session.close())

/** Runs a script in the page's own context, which Playwright's types can't describe. */
const runIn = (page: Page, script: string): Promise<unknown> => page.evaluate(`(async () => { ${script} })()`)

const windowCount = () =>
  session.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

const fetchFromApp = async (url: string) =>
  (await session.app.electron.browserWindow(window)).evaluate(async ({ webContents }, target) => {
    const response = await webContents.session.fetch(target)
    return { status: response.status, headers: Object.fromEntries(response.headers.entries()) }
  }, url)

test('our page can’t navigate anywhere else', async () => {
  const before = session.atlassian.counts().requests
  await runIn(window, `location.assign(${JSON.stringify(session.atlassian.url)} + '/away')`)
  await runIn(window, `location.assign('file:///etc/passwd')`)
  // an answer from the page shows that it is still loaded, despite what it tried before
  await snapshotIn(window)
  expect(window.url()).toMatch(/^app:\/\/tray\/index\.html/)
  expect(session.atlassian.counts().requests).toEqual(before)
  // Playwright keeps waiting for these navigations, so the other tests get another window
  const closed = window.waitForEvent('close')
  await (await session.app.electron.browserWindow(window)).evaluate((shown) => shown.destroy())
  await closed
  window = await session.app.open()
})

test('our page can’t open windows', async () => {
  const before = await windowCount()
  expect(await runIn(window, `return String(window.open(${JSON.stringify(session.atlassian.url)}))`)).toBe(
    'null',
  )
  expect(await windowCount()).toBe(before)
})

test('our page gets no permissions', async () => {
  expect(
    await runIn(
      window,
      `const names = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read']
       const states = names.map((name) => navigator.permissions.query({ name }).then(({ state }) => state))
       return Promise.all(states)`,
    ),
  ).toEqual(['denied', 'denied', 'denied', 'denied', 'denied'])
  expect(await runIn(window, `return Notification.requestPermission()`)).toBe('denied')
  expect(
    await runIn(window, `return navigator.clipboard.readText().then(() => 'read', (error) => error.name)`),
  ).toBe('NotAllowedError')
})

test('our page has a strict content security policy, and it is enforced', async () => {
  const { status, headers } = await fetchFromApp('app://tray/index.html')
  expect(status).toBe(200)
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toMatch(/unsafe|\*|https?:/)

  // in its own task: while DevTools evaluates code, it lifts the ban
  expect(
    await runIn(
      window,
      `return new Promise((done) => setTimeout(() => {
         try { done(eval('1')) } catch (error) { done(error.name) }
       }))`,
    ),
  ).toBe('EvalError')
  expect(
    await runIn(
      window,
      `const script = document.createElement('script')
       script.textContent = 'globalThis.injected = true'
       document.body.append(script)
       return globalThis.injected === true`,
    ),
  ).toBe(false)
  const target = JSON.stringify(session.atlassian.url)
  expect(await runIn(window, `return fetch(${target}).then(() => 'sent', (error) => error.name)`)).toBe(
    'TypeError',
  )
})

test('the app’s own scheme serves the window’s files and nothing else', async () => {
  for (const url of [
    'app://tray/../main/index.js',
    'app://tray/%2e%2e/main/index.js',
    'app://tray/..%2fmain%2findex.js',
    'app://tray/nothing.js',
    'app://tray/%ff.js',
    'app://tray/%.js',
    'app://tray/%00.js',
    'app://other/index.html',
  ]) {
    expect(await fetchFromApp(url), url).toMatchObject({ status: 404 })
  }
})

test('our page runs in Chromium’s sandbox, isolated from the preload script and without Node', async () => {
  const shown = await session.app.electron.browserWindow(window)
  const preferences = await shown.evaluate(({ webContents }) =>
    (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
  )
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })
  expect(await runIn(window, `return [typeof require, typeof process, typeof module]`)).toEqual([
    'undefined',
    'undefined',
    'undefined',
  ])
  expect(await runIn(window, `return Object.keys(tokenTray).toSorted()`)).toEqual([
    'invoke',
    'onStateChanged',
  ])
})

test('messages from any other frame are refused, even with the same preload script', async () => {
  const answer = await session.app.electron.evaluate(
    async ({ BrowserWindow }, { preload, url }) => {
      const foreign = new BrowserWindow({
        show: false,
        webPreferences: { preload, sandbox: true, contextIsolation: true },
      })
      await foreign.loadURL(url)
      const said: unknown = await foreign.webContents.executeJavaScript(
        `tokenTray.invoke('state:get').then((answer) => JSON.stringify(answer))`,
      )
      foreign.destroy()
      return String(said)
    },
    { preload: `${rootFolder}/out/preload/index.cjs`, url: `${session.atlassian.url}/error` },
  )
  expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code: 'internal' } })
})

test('malformed messages and unknown channels are refused', async () => {
  const wrong = { id: 42 } as unknown as { id: string }
  expect(await callBridge(window, 'accounts:renew', wrong)).toMatchObject({
    ok: false,
    error: { code: 'invalidInput' },
  })
  const url = { link: 'https://evil.example' } as unknown as { link: 'homepage' }
  expect(await callBridge(window, 'app:openLink', url)).toMatchObject({
    ok: false,
    error: { code: 'invalidInput' },
  })
  expect(await callBridge(window, 'accounts:renew', { id: 'nobody' })).toMatchObject({
    ok: false,
    error: { code: 'accountNotFound' },
  })
  await expect(callBridge(window, 'secrets:get' as 'state:get', undefined)).rejects.toThrow(/no handler/i)
})

test('the sign-in window has no bridge, no permissions, and can’t reach plain http or files', async () => {
  await enterAccount(window, session.atlassian)
  const page = await session.app.signInPage()
  const shown = await session.app.electron.browserWindow(page)
  const preferences = await shown.evaluate(({ webContents }) =>
    (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
  )
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
  expect(preferences['preload'] ?? null).toBeNull()
  expect(await runIn(page, `return [typeof tokenTray, typeof require]`)).toEqual(['undefined', 'undefined'])
  expect(
    await runIn(page, `return navigator.permissions.query({ name: 'geolocation' }).then((one) => one.state)`),
  ).toBe('denied')
  // either would send the sign-in where others could read it
  expect(
    await runIn(page, `return fetch('http://192.0.2.1/', { mode: 'no-cors' }).then(() => 'sent', String)`),
  ).toMatch(/failed to fetch/i)
  expect(await runIn(page, `return String(window.open('http://192.0.2.1/'))`)).toBe('null')
  expect(await runIn(page, `return String(window.open('file:///etc/passwd'))`)).toBe('null')
  await eventually(() => page.url()).toContain(session.atlassian.url)
})

test('a sign-in page decides nothing about windows, dialogs, certificates, or closing', async () => {
  await removeAllAccounts(window)
  const provider = await startForeignPages()
  onTestFinished(() => provider.close())
  provider.answerWith((_request, response) => sendPage(response, '<button>Continue</button>'))
  const windows = () => foreignWindows(session)
  await beginSignIn(window, provider.origin)
  const page = await foreignPage(session, '/authorize')
  const shown = await session.app.electron.browserWindow(page)
  const preferences = await shown.evaluate(({ webContents }) =>
    (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
  )
  expect(preferences['disableDialogs']).toBe(true)
  expect(
    await shown.evaluate(({ webContents }) => webContents.listenerCount('select-client-certificate')),
  ).toBe(1)

  const [before] = await windows()
  await page.evaluate(`moveTo(0, 0); resizeTo(50, 50)`)
  const features =
    'kiosk=yes,fullscreen=yes,alwaysOnTop=yes,show=no,modal=yes,x=-2000,y=-2000,width=600,height=500'
  await page.evaluate(`open('/popup', 'popup', '${features}')`)
  await (await foreignPage(session, '/popup')).getByRole('button').waitFor()
  await page.evaluate(`for (let i = 0; i < 20; i += 1) open('about:blank', 'popup' + i)`)
  await eventually(windows).toHaveLength(4)
  const getPopup = async () => (await windows()).find(({ url }) => url.endsWith('/popup'))
  await eventually(getPopup).toMatchObject({
    isKiosk: false,
    isFullScreen: false,
    isAlwaysOnTop: false,
    isVisible: true,
    isModal: false,
    bounds: { width: 600, height: 500 },
  })
  const popup = await getPopup()
  expect(Math.min(popup?.bounds.x ?? -1, popup?.bounds.y ?? -1)).toBeGreaterThanOrEqual(0)
  expect(await windows()).toHaveLength(4)
  expect((await windows()).find(({ url }) => url.includes('/authorize'))?.bounds).toEqual(before?.bounds)

  await page.evaluate(`document.querySelector('button').onclick = () =>
    addEventListener('beforeunload', (event) => event.preventDefault())`)
  await page.getByRole('button').click()
  await shown.evaluate((one) => one.close())
  await eventually(async () => (await windows()).length).toBe(0)
  await removeAllAccounts(window)
})

test('a sign-in that leads to another program or a download says so, instead of showing an empty window', async () => {
  const provider = await startForeignPages()
  onTestFinished(() => provider.close())
  for (const headers of [{ location: 'vscode://x' }, { 'content-disposition': 'attachment; filename="x"' }]) {
    provider.answerWith((_request, response) =>
      response.writeHead('location' in headers ? 302 : 200, headers).end('x'),
    )
    await beginSignIn(window, provider.origin)
    await eventually(async () => (await snapshotIn(window)).accounts[0]?.signInError).toBe('signInPageFailed')
    await eventually(async () => (await foreignWindows(session)).length).toBe(0)
    await removeAllAccounts(window)
  }
})
