import type { Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { beginAccount } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch({ env: { JIRA_OAUTH_CLIENT_ID: 'of-the-environment' } })
  window = await app.window()
})
afterAll(() => session.close())

test('a client ID you typed survives when the window is recreated, whatever the environment contains', async () => {
  const cards = window.getByRole('list', { name: 'Account types' }).getByRole('button')
  await eventually(() => cards.first().innerText()).toMatch(/^Jira API/)
  // straight to the form: the app is registered already
  await window.getByRole('button', { name: 'Use it' }).click()
  await eventually(() => window.getByLabel(/^client id$/i).inputValue()).toBe('of-the-environment')
  await window.getByLabel(/^name$/i).fill('mine')
  await window.getByLabel(/^client id$/i).fill('typed')
  await eventually(() => window.evaluate('localStorage.getItem("newAccountDraft")')).toContain('"typed"')

  // recreating the window does the same: the page starts over, and its storage stays
  await window.goto(window.url().replace(/#.*/, '#accounts'))
  await window.reload()
  await window.getByText('Found your Jira OAuth app (JIRA_OAUTH_CLIENT_ID)').waitFor()
  await beginAccount(window, 'Jira Cloud')
  await eventually(() => window.getByLabel(/^name$/i).inputValue()).toBe('mine')
  await eventually(() => window.getByLabel(/^client id$/i).inputValue()).toBe('typed')
})
