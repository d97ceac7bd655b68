import { spawnSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { expect, test, type TestContext } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { needProgram } from '../../support/need-program.ts'
import { callBridge, card } from '../../support/sign-in-steps.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'
import { startWeston } from '../../support/weston.ts'

const timeoutMs = 30_000

interface Situation {
  readonly accounts: readonly string[]
  readonly panel: boolean
}

/** Starts the app on a Wayland compositor. */
async function launch(context: TestContext, { accounts, panel }: Situation) {
  needProgram(context, 'weston')
  const session = await startSignedInSession(accounts, { panel })
  const weston = await startWeston(session)
  const env = { ...weston.env, XDG_CURRENT_DESKTOP: panel ? 'KDE' : 'GNOME' }
  await session.launch({ args: ['--ozone-platform=wayland'], env })
  return { session, env }
}

async function isVisible(session: SignedInSession, window: Page): Promise<boolean> {
  return (await session.app.electron.browserWindow(window)).evaluate((shown) => shown.isVisible())
}

async function expectWindow(session: SignedInSession): Promise<Page> {
  const window = await session.app.window()
  await eventually(() => isVisible(session, window), timeoutMs).toBe(true)
  return window
}

/** Clicks until the window is visible, as people do when the first click shows nothing. */
async function openAtLast(session: SignedInSession): Promise<Page> {
  const window = await session.app.open()
  for (let tries = 0; tries < 5 && !(await isVisible(session, window)); tries += 1) {
    await session.panel.click('Open Jira Token Tray')
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
  return window
}

test('on Wayland a click on the tray icon shows the window the first time', async (context) => {
  const { session } = await launch(context, { accounts: ['work'], panel: true })
  await eventually(() => session.panel.labels(), timeoutMs).toContain('Renew now')
  await session.panel.activate()
  await expectWindow(session)
})

test('on Wayland the window comes back after Esc', async (context) => {
  const { session } = await launch(context, { accounts: ['work'], panel: true })
  await eventually(() => session.panel.labels(), timeoutMs).toContain('Renew now')
  await session.panel.activate()
  const window = await expectWindow(session)
  // a page that is still loading takes no keys
  await card(window).waitFor()
  await window.keyboard.press('Escape')
  await eventually(() => isVisible(session, window), timeoutMs).toBe(false)
  await session.panel.activate()
  await expectWindow(session)
})

test('on Wayland the first start shows the window, with a tray', async (context) => {
  const { session } = await launch(context, { accounts: [], panel: true })
  await expectWindow(session)
})

test('on Wayland the first start shows the window, without a tray', async (context) => {
  const { session } = await launch(context, { accounts: [], panel: false })
  await expectWindow(session)
})

test('on Wayland a start with an account shows the window, without a tray', async (context) => {
  const { session } = await launch(context, { accounts: ['work'], panel: false })
  await card(await expectWindow(session)).waitFor()
})

/** What another program gets when it pastes; weston has no seat here, so nothing can get into its clipboard. */
function paste({ desktop }: SignedInSession, env: NodeJS.ProcessEnv): string {
  const words = ['5', 'wl-paste', '--no-newline']
  return spawnSync('timeout', words, { env: { ...desktop.env, ...env }, encoding: 'utf8' }).stdout
}

test('on Wayland the window only says “copied” if others can paste the token', async (context) => {
  needProgram(context, 'wl-paste', 'wl-clipboard')
  const { session, env } = await launch(context, { accounts: ['work'], panel: true })
  await eventually(() => session.panel.labels(), timeoutMs).toContain('Copy token')
  const window = await openAtLast(session)
  const button = card(window).getByRole('button', { name: /cop(y|ied)/i })
  await button.click()
  await eventually(() => card(window).innerText(), timeoutMs).toMatch(/copied/i)
  const saysCopied = /^copied/i.test(await button.innerText())
  expect({ saysCopied }).toEqual({ saysCopied: paste(session, env) === (await session.accessToken()) })
})

test('on Wayland the history only says “copied” if others can paste the token', async (context) => {
  needProgram(context, 'wl-paste', 'wl-clipboard')
  const { session, env } = await launch(context, { accounts: ['work'], panel: true })
  await eventually(() => session.panel.labels(), timeoutMs).toContain('Copy token')
  await session.panel.click('Copy token')
  const pasted = paste(session, env)
  const window = await session.app.open()
  // the copy itself may have opened it a moment ago
  await card(window).waitFor()
  const history = await callBridge(window, 'accounts:history', { id: 'work' })
  const saysCopied = history.ok && history.value.some(({ kind }) => kind === 'copied')
  expect({ saysCopied }).toEqual({ saysCopied: pasted === (await session.accessToken()) })
})
