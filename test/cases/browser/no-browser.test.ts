import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { callBridge, enterAccount, logInAndAccept } from '../../support/sign-in-steps.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

/** Starts a sign-in in the browser, with this script as `xdg-open`; null: there is none. */
async function beginInBrowser(opener: string | null): Promise<{ session: SignedInSession; window: Page }> {
  const redirectUri = `http://localhost:${await freePort()}/callback`
  const session = await startSignedInSession([], { atlassian: { redirectUris: [redirectUri] } })
  const folder = join(session.desktop.home, 'bin')
  await mkdir(folder)
  if (opener !== null) await writeFile(join(folder, 'xdg-open'), opener, { mode: 0o755 })
  // Electron looks for xdg-open on the PATH, which must not contain the system's own
  const app = await session.launch({ env: { PATH: folder } })
  const window = await app.window()
  await window.getByRole('button', { name: /^jira api/i }).waitFor()
  expect(await callBridge(window, 'settings:save', { signInSurface: 'browser' })).toMatchObject({ ok: true })
  await enterAccount(window, session.atlassian, { redirectUri })
  return { session, window }
}

const windowText = (window: Page) => window.locator('body').innerText()

test('the browser opens the sign-in page', async () => {
  const { session } = await beginInBrowser('#!/bin/sh\necho "$1" >"$HOME/opened"\n')
  const opened = () => readFile(join(session.desktop.home, 'opened'), 'utf8')
  await eventually(opened, 60_000).toContain(session.atlassian.authorizeUrl)
})

test.for([
  ['is missing', null],
  ['finds no browser', '#!/bin/sh\nexit 3\n'],
  ['finds no browser after a while', '#!/bin/sh\n/bin/sleep 8\nexit 4\n'],
  ['crashes', '#!/bin/sh\nkill -9 $$\n'],
] as const)('if xdg-open %s, the window shows the URL to open', async ([, opener]) => {
  const { session, window } = await beginInBrowser(opener)
  await eventually(() => windowText(window), 60_000).toContain(session.atlassian.authorizeUrl)
})

test('without a browser, the URL can be copied, or the sign-in continues in the window', async () => {
  const { session, window } = await beginInBrowser(null)
  await window.getByRole('button', { name: 'Copy Sign-in page' }).click()
  await eventually(() => session.app.clipboard(), 60_000).toContain(session.atlassian.authorizeUrl)
  await window.getByRole('button', { name: 'Sign in in the window' }).click()
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => windowText(window), 60_000).toMatch(/min left|\d:\d\d/)
})

test('a page or folder that can’t be opened is shown in a dialog, to copy', async () => {
  const { session, window } = await beginInBrowser(null)
  await session.app.electron.evaluate(({ dialog }) => {
    const shown: string[] = []
    Object.assign(globalThis, { shown })
    dialog.showMessageBox = (async ({ detail = '' }: Electron.MessageBoxOptions) => {
      shown.push(detail)
      return { response: 0, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  })
  const shown = () =>
    session.app.electron.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)
  await callBridge(window, 'app:openLink', { link: 'developerConsole' })
  await eventually(shown, 60_000).toEqual([expect.stringContaining('developer.atlassian.com')])
  await eventually(() => session.app.clipboard(), 60_000).toContain('developer.atlassian.com')
  await callBridge(window, 'app:openLogFolder', undefined)
  await eventually(shown, 60_000).toEqual([expect.anything(), join(session.dataFolder, 'logs')])
})
