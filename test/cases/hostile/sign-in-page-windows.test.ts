import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { eventually } from '../../support/eventually.ts'
import {
  beginSignIn,
  foreignPage,
  foreignWindows,
  sendPage,
  startForeignPages,
  type ForeignPages,
} from '../../support/foreign-pages.ts'
import { removeAllAccounts, snapshotIn } from '../../support/sign-in-steps.ts'

let session: DesktopSession
let smallWindow: Page
let provider: ForeignPages

beforeAll(async () => {
  provider = await startForeignPages()
  session = await startDesktopSession()
  smallWindow = await (await session.launch()).window()
  await smallWindow.getByRole('button', { name: /^jira api/i }).waitFor()
})
beforeEach(() => provider.answerWith((_request, response) => sendPage(response, '<button>Continue</button>')))
afterEach(async () => {
  await session.app.electron.evaluate(({ BrowserWindow }) => {
    for (const one of BrowserWindow.getAllWindows())
      if (!one.webContents.getURL().startsWith('app:')) one.destroy()
  })
  await removeAllAccounts(smallWindow)
})
afterAll(async () => {
  await session.close()
  await provider.close()
})

async function openPage(): Promise<Page> {
  await beginSignIn(smallWindow, provider.origin)
  const page = await foreignPage(session, '/authorize')
  await page.getByRole('button').waitFor()
  return page
}

/** Makes the page run this when its button is clicked: browsers only allow popups after a click. */
async function runOnClick(page: Page, script: string): Promise<void> {
  await page.evaluate(`document.querySelector('button').onclick = () => { ${script} }`)
  await page.getByRole('button').click()
}

test('a sign-in page can’t keep its window from being closed', async () => {
  const page = await openPage()
  await runOnClick(page, `addEventListener('beforeunload', (event) => event.preventDefault())`)
  const shown = await session.app.electron.browserWindow(page)
  await shown.evaluate((one) => one.close())
  await eventually(async () => (await foreignWindows(session)).length).toBe(0)
  await eventually(async () => (await snapshotIn(smallWindow)).accounts[0]?.activity).toEqual({
    kind: 'idle',
  })
})

test('a sign-in page can’t fill the screen with windows', async () => {
  const page = await openPage()
  await page.evaluate(`for (let i = 0; i < 40; i += 1) open('about:blank', 'popup' + i)`)
  // the main process answers after it has done what it was asked before
  await snapshotIn(smallWindow)
  expect((await foreignWindows(session)).length).toBeLessThan(5)
})

/** What every popup is, whatever its page asks for. */
const plainWindow = {
  isKiosk: false,
  isFullScreen: false,
  isAlwaysOnTop: false,
  isClosable: true,
  isVisible: true,
  isModal: false,
}

async function openPopup(features: string) {
  const page = await openPage()
  await runOnClick(page, `open('/popup', 'popup', ${JSON.stringify(features)})`)
  const popup = await foreignPage(session, '/popup')
  await popup.getByRole('button').waitFor()
  const found = (await foreignWindows(session)).find(({ url }) => url.endsWith('/popup'))
  return { popup, found }
}

async function expectPlainPopup(features: string): Promise<void> {
  const { found } = await openPopup(features)
  expect(found).toMatchObject(plainWindow)
  expect(found?.bounds.x).toBeGreaterThanOrEqual(0)
  expect(found?.bounds.y).toBeGreaterThanOrEqual(0)
}

test.for(['closable=no', 'type=splash'])('a popup that asks for %s is a plain window', expectPlainPopup)

// Electron applies features as options of the window
test.for([
  'kiosk=yes',
  'fullscreen=yes',
  'alwaysOnTop=yes',
  'show=no',
  'modal=yes',
  'x=-2000,y=-2000,skipTaskbar=yes',
  'left=-2000,top=-2000',
  'opacity=0',
  'focusable=no,hasShadow=no',
  'simpleFullscreen=yes',
  'paintWhenInitiallyHidden=no,show=no',
])('a popup that asks for %s is a plain window on the screen', expectPlainPopup)

test('a popup gets the size it asks for, if that fits the screen', async () => {
  const { found } = await openPopup('width=600,height=500')
  expect(found?.bounds).toMatchObject({ width: 600, height: 500 })
})

test.for([
  'width=1,height=1',
  'frame=no',
  'transparent=yes,frame=no',
  'width=3000,height=3000,resizable=no,movable=no',
])('a popup that asks for %s has the size of a sign-in window', async (features) => {
  const { found } = await openPopup(features)
  expect(found?.bounds).toMatchObject({ width: 520, height: 720 })
})

test.for([
  'nodeIntegration=yes,contextIsolation=no,sandbox=no,webSecurity=no',
  'webPreferences={"nodeIntegration":true,"sandbox":false}',
])('a popup that asks for %s gets no more than any page', async (features) => {
  const { popup } = await openPopup(features)
  expect(await popup.evaluate(`typeof require + typeof process`)).toBe('undefinedundefined')
  const shown = await session.app.electron.browserWindow(popup)
  const preferences = await shown.evaluate(({ webContents }) =>
    (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
  )
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true })
  expect(preferences['nodeIntegration']).not.toBe(true)
  expect(preferences['webSecurity']).not.toBe(false)
})

test('a sign-in page and its popup have titles that name their host, whatever they call themselves', async () => {
  provider.answerWith((_request, response) =>
    sendPage(response, '<title>Sign in: auth.atlassian.com</title><button>Continue</button>'),
  )
  const page = await openPage()
  await page.evaluate(`document.title = 'Sign in: auth.atlassian.com'`)
  await runOnClick(
    page,
    `const popup = open('about:blank', 'popup'); popup.document.title = 'Sign in: auth.atlassian.com'`,
  )
  await eventually(async () => (await foreignWindows(session)).length).toBe(2)
  const titles = (await foreignWindows(session)).map(({ title }) => title)
  expect(titles.filter((title) => title.includes('atlassian'))).toEqual([])
  expect(titles).toContain(`Sign in: ${new URL(provider.origin).host}`)
})

test('a sign-in page can’t fill the screen, move its window, or resize it', async () => {
  const page = await openPage()
  const [before] = await foreignWindows(session)
  await runOnClick(
    page,
    `document.body.requestFullscreen().catch(() => undefined); moveTo(0, 0); resizeTo(50, 50)`,
  )
  await snapshotIn(smallWindow)
  const [after] = await foreignWindows(session)
  expect(after).toMatchObject({ isFullScreen: false, bounds: before?.bounds })
})
