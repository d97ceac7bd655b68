import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { eventually } from '../../support/eventually.ts'
import {
  beginSignIn,
  foreignPage,
  foreignWindows,
  runInPage,
  sendPage,
  startForeignPages,
  type ForeignPages,
} from '../../support/foreign-pages.ts'
import { callBridge, removeAllAccounts, snapshotIn } from '../../support/sign-in-steps.ts'

let session: DesktopSession
let smallWindow: Page
let provider: ForeignPages
let opened: string

beforeAll(async () => {
  provider = await startForeignPages()
  session = await startDesktopSession()
  const folder = join(session.desktop.home, 'bin')
  opened = join(session.desktop.home, 'opened')
  await mkdir(folder)
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$@" >>'${opened}'\n`, { mode: 0o755 })
  const app = await session.launch({ env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } })
  smallWindow = await app.window()
  await smallWindow.getByRole('button', { name: /^jira api/i }).waitFor()
})
beforeEach(() => provider.answerWith((_request, response) => sendPage(response, '<button>Continue</button>')))
afterEach(async () => {
  const [account] = (await snapshotIn(smallWindow)).accounts
  if (account !== undefined) await callBridge(smallWindow, 'signIn:cancel', { id: account.id })
  await eventually(async () => (await foreignWindows(session)).length).toBe(0)
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

const signInError = async () => (await snapshotIn(smallWindow)).accounts[0]?.signInError

test.for([
  'mailto:a@b.example',
  'vscode://x',
  'tel:1',
  'file:///etc/passwd',
  'chrome://gpu',
  'devtools://x',
  'app://tray/index.html',
  'view-source:https://x.example',
  'chrome-extension://x/y',
])('a sign-in page that leads to %s opens nothing', async (target) => {
  const page = await openPage()
  await runInPage(page, `location.href = ${JSON.stringify(target)}`).catch(() => undefined)
  await runInPage(
    page,
    `const frame = document.createElement('iframe'); frame.src = ${JSON.stringify(target)}; document.body.append(frame)`,
  ).catch(() => undefined)
  await runInPage(page, `open(${JSON.stringify(target)})`).catch(() => undefined)
  await snapshotIn(smallWindow)
  expect((await foreignWindows(session)).map(({ url }) => new URL(url).origin)).toEqual([provider.origin])
  expect(existsSync(opened)).toBe(false)
})

test('a sign-in page that is a download saves nothing', async () => {
  let isSent = false
  provider.answerWith((_request, response) => {
    const name = 'attachment; filename="../../evil.desktop"'
    response.on('finish', () => (isSent = true))
    response
      .writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': name })
      .end('x')
  })
  await beginSignIn(smallWindow, provider.origin)
  await eventually(() => isSent, 60_000).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const files = await readdir(session.desktop.home, { recursive: true })
  expect(files.filter((file) => file.includes('evil'))).toEqual([])
})

test.for<[string, Record<string, string>]>([
  ['vscode://x', {}],
  ['mailto:a@b.example', {}],
  ['http://192.0.2.1/', {}],
  ['/file', { 'content-disposition': 'attachment; filename="x.desktop"' }],
])(
  'a sign-in whose first page leads to %s says so, instead of showing an empty window',
  async ([target, headers]) => {
    provider.answerWith((request, response) => {
      if (request.url?.startsWith('/authorize') === true) response.writeHead(302, { location: target }).end()
      else response.writeHead(200, { 'content-type': 'application/octet-stream', ...headers }).end('x')
    })
    await beginSignIn(smallWindow, provider.origin)
    await eventually(signInError, 60_000).toBe('signInPageFailed')
    await eventually(async () => (await foreignWindows(session)).length).toBe(0)
    expect(existsSync(opened)).toBe(false)
  },
)

test('a sign-in page gets no permissions, not even for the clipboard', async () => {
  const page = await openPage()
  await session.app.electron.evaluate(({ clipboard }) => clipboard.writeText('mine'))
  const rights = [
    `navigator.clipboard.readText()`,
    `navigator.clipboard.writeText('theirs')`,
    `navigator.mediaDevices.getUserMedia({ audio: true })`,
    `navigator.mediaDevices.getDisplayMedia({ video: true })`,
    `navigator.usb.requestDevice({ filters: [] })`,
    `navigator.serial.requestPort()`,
  ]
  for (const right of rights) {
    const outcome = await runInPage(
      page,
      `try { await ${right}; return 'granted' } catch { return 'denied' }`,
    )
    expect([right, outcome]).toEqual([right, 'denied'])
  }
  expect(await runInPage(page, `return Notification.requestPermission()`)).toBe('denied')
  expect(await session.app.clipboard()).toBe('mine')
})

// Playwright intercepts dialogs before they are shown, so this checks the setting that prevents them
test('a sign-in page can’t open system dialogs', async () => {
  const shown = await session.app.electron.browserWindow(await openPage())
  const preferences = await shown.evaluate(({ webContents }) =>
    (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
  )
  expect(preferences['sandbox']).toBe(true)
  expect(preferences['disableDialogs']).toBe(true)
})

test('a sign-in can be canceled while its page shows one dialog after another', async () => {
  const page = await openPage()
  page.on('dialog', () => undefined)
  await page.evaluate(`setTimeout(() => { for (;;) alert('again') }); undefined`)
  const [account] = (await snapshotIn(smallWindow)).accounts
  await callBridge(smallWindow, 'signIn:cancel', { id: account?.id ?? '' })
  await eventually(async () => (await foreignWindows(session)).length).toBe(0)
})

test('a sign-in page that asks for an HTTP password gets none, and opens no system dialog', async () => {
  const sent: (string | undefined)[] = []
  provider.answerWith(({ headers, url }, response) => {
    if (url?.startsWith('/basic') !== true) return sendPage(response, '<button>Continue</button>')
    sent.push(headers.authorization)
    const headers401 = { 'www-authenticate': 'Basic realm="work"', 'content-type': 'text/html' }
    response.writeHead(401, headers401).end('<button>No</button>')
  })
  const page = await openPage()
  await page.evaluate(`location.href = '/basic'`)
  await (await foreignPage(session, '/basic')).getByRole('button', { name: 'No' }).waitFor()
  expect(sent.filter((one) => one !== undefined)).toEqual([])
})

// by default, Electron sends the first certificate it finds (its docs, app, “select-client-certificate”)
test('a sign-in page that asks for a client certificate does not get one automatically', async () => {
  const event = 'select-client-certificate'
  const shown = await session.app.electron.browserWindow(await openPage())
  const ofPage = await shown.evaluate(({ webContents }, name) => webContents.listenerCount(name), event)
  const ofApp = await session.app.electron.evaluate(({ app }, name) => app.listenerCount(name), event)
  // not counting Electron’s own listener, which passes the event on to the page
  expect(ofPage + ofApp - 1).toBeGreaterThan(0)
})

test('a callback only counts when the page itself goes there, not in a frame, image, or request', async () => {
  const page = await openPage()
  const callback = `http://localhost:8080/callback?code=theirs&state=theirs`
  await runInPage(
    page,
    `const frame = document.createElement('iframe'); frame.src = '${callback}'; document.body.append(frame)
     new Image().src = '${callback}'
     await fetch('${callback}', { mode: 'no-cors' }).catch(() => undefined)`,
  )
  expect((await foreignWindows(session)).length).toBe(1)
  expect(await signInError()).toBeNull()
})
