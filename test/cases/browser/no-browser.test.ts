import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/free-port.ts'
import { callBridge, enterAccount } from '../../support/sign-in-steps.ts'
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
  await window.getByRole('button', { name: /^jira cloud/i }).waitFor()
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

// it waits for the browser without saying so
test.fails.for([
  ['is missing', null],
  ['finds no browser', '#!/bin/sh\nexit 3\n'],
] as const)('if xdg-open %s, the window shows the URL to open', async ([, opener]) => {
  const { session, window } = await beginInBrowser(opener)
  await eventually(() => windowText(window), 60_000).toContain(session.atlassian.authorizeUrl)
})
