import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import {
  beginAccount,
  card,
  choose,
  enterAccount,
  logInAndAccept,
  removeAllAccounts,
  timeLeft,
} from '../support/sign-in-steps.ts'
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

/** The ID, accessible name, or text of the focused element; `BODY` when nothing has focus. */
const focused = () =>
  window.evaluate<string>(
    `(({ id, ariaLabel, tagName, textContent }) =>
      tagName === 'BODY' ? tagName : id || ariaLabel || textContent)(document.activeElement)`,
  )

test('“Keep editing” returns to the field where Esc was pressed', async () => {
  await beginAccount(window, 'Jira Cloud')
  // the form gives the focus to its first field
  await eventually(focused).toBe('name')
  await window.getByLabel(/^callback url$/i).fill('http://localhost:9090/callback')
  await window.keyboard.press('Escape')
  await eventually(focused).toBe('Keep editing')
  await window.keyboard.press('Enter')
  await eventually(focused).toBe('redirectUri')

  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: 'Discard' }).press('Enter')
  await eventually(focused).toBe('What do you want to connect?')
})

test('the focus moves from the form to the account, stays through the sign-in, and returns to its menu', async () => {
  await enterAccount(window, session.atlassian)
  await card(window).waitFor()
  await eventually(focused).toBe('work')

  await card(window).getByRole('button', { name: 'Cancel' }).focus()
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
  await eventually(focused).toBe('work')

  await choose(window, 'Sign out')
  await eventually(focused).toBe('Cancel')
  await window.keyboard.press('Enter')
  await eventually(focused).toBe('More for work')

  await window.getByRole('button', { name: 'Settings' }).press('Enter')
  await window.getByRole('button', { name: 'Back' }).press('Enter')
  await eventually(focused).toBe('work')

  await choose(window, 'Remove…')
  await window.getByRole('button', { name: 'Remove', exact: true }).press('Enter')
  await eventually(focused).toBe('What do you want to connect?')
})
