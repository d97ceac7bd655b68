import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { electronFlags } from '../../scripts/desktop/electron-flags.ts'
import { parseDesktopEntry, parseExec } from '../support/desktop-entry.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { card, signIn } from '../support/sign-in-steps.ts'
import { readTrayLook, type SeenLook } from '../support/read-tray-look.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
  await session.launch()
  await signIn(session)
})
afterAll(() => session.close())

async function look(): Promise<SeenLook | null> {
  const [smallest] = await session.panel.icons()
  return smallest === undefined ? null : readTrayLook(smallest)
}

/** Renews from the tray, so that the account's token has this lifetime. */
async function renewWithLifetime(seconds: number): Promise<string> {
  const before = await session.accessToken()
  session.atlassian.setAccessTokenLifetime(seconds)
  await session.panel.click('Renew now')
  await eventually(() => session.accessToken()).not.toBe(before)
  return session.accessToken()
}

test('the minutes left are in the tooltip, in the menu and in the pixels of the icon', async () => {
  await renewWithLifetime(42 * 60 + 55)

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 42 min left, renews at .*\d+:\d\d/)
  const tooltip = await session.panel.tooltip()
  expect(await session.panel.menu()).toContainEqual(
    expect.objectContaining({ label: tooltip, enabled: false, items: [] }),
  )
  await eventually(look).toMatchObject({ tone: 'valid', label: '42' })
  expect((await look())?.fraction).toBeGreaterThan(0.97)
})

test('tooltip, menu and icon change when a minute has passed', async () => {
  await renewWithLifetime(80)

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 1 min left/)
  await eventually(look).toMatchObject({ label: '1' })
  const before = await look()

  await eventually(() => session.panel.tooltip()).toMatch(/^work: under 1 min left/)
  expect((await session.panel.labels())[0]).toBe(await session.panel.tooltip())
  await eventually(look).toMatchObject({ tone: 'valid', label: '0' })
  expect((await look())?.fraction).toBeLessThan(before?.fraction ?? 0)
})

test('from 100 minutes up the icon shows hours', async () => {
  await renewWithLifetime(2 * 3600 + 60)

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 2 h left/)
  await eventually(look).toMatchObject({ tone: 'valid', label: '2h' })
})

test('with one account, the menu shows its status, its two actions, and the rest in this order', async () => {
  const menu = await session.panel.menu()
  expect(menu.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^work: .+ left, renews at /),
    'Renew now',
    'Copy token',
    '-',
    'Open Jira Token Tray',
    'Settings…',
    'Start at login',
    '-',
    'Quit',
  ])
})

test('“Renew now” in the tray gives a new access token, as the provider confirms', async () => {
  const before = await session.accessToken()
  const { refreshGrants } = session.atlassian.counts()
  await session.panel.click('Renew now')

  await eventually(() => session.accessToken()).not.toBe(before)
  const after = await session.accessToken()
  expect(await session.atlassian.introspect(after)).toMatchObject({
    kind: 'access',
    active: true,
    newest: true,
  })
  expect(await session.atlassian.introspect(before)).toMatchObject({ kind: 'access', newest: false })
  expect(session.atlassian.counts().refreshGrants.honoured).toBe(refreshGrants.honoured + 1)
})

test('the tray says so while a renewal is in progress', async () => {
  session.atlassian.setFault({ kind: 'holdBefore', times: 1 })
  await session.panel.click('Renew now')
  await session.atlassian.whenHeld()

  await eventually(() => session.panel.tooltip()).toMatch(/^work: .+ left, renewing…$/)
  await eventually(look).toMatchObject({ tone: 'renewing' })
  expect(await session.panel.entry('Renew now')).toMatchObject({ enabled: false })

  session.atlassian.clearFaults()
  await eventually(look).toMatchObject({ tone: 'valid' })
  expect(await session.panel.entry('Renew now')).toMatchObject({ enabled: true })
})

test('“Copy token” in the tray copies the token from the keychain', async () => {
  await session.panel.click('Copy token')
  const token = await session.accessToken()
  expect(token).not.toBe('')
  await eventually(() => session.app.clipboard()).toBe(token)
})

test('“Open Jira Token Tray” shows the window again, and “Settings…” opens it on the settings', async () => {
  const window = await session.app.window()
  const shown = await session.app.electron.browserWindow(window)
  const isVisible = () => shown.evaluate((one) => one.isVisible())
  await window.keyboard.press('Escape')
  await eventually(isVisible).toBe(false)
  await session.panel.click('Open Jira Token Tray')
  await eventually(isVisible).toBe(true)
  await card(window).waitFor()

  await session.panel.click('Settings…')
  await window.getByRole('heading', { name: 'Settings' }).waitFor()
  await window.getByRole('button', { name: /back/i }).click()
  await card(window).waitFor()
})

test('clicking the icon shows the window, and clicking it again hides it', async () => {
  const window = await session.app.window()
  const shown = await session.app.electron.browserWindow(window)
  const isVisible = () => shown.evaluate((one) => one.isVisible())
  await window.keyboard.press('Escape')
  await eventually(isVisible).toBe(false)
  await session.panel.activate()
  await eventually(isVisible).toBe(true)
  await session.panel.activate()
  await eventually(isVisible).toBe(false)
})

test('“Start at login” writes an autostart entry that starts the app hidden, and removes it again', async () => {
  const file = join(session.desktop.home, '.config/autostart/jira-token-tray.desktop')
  expect(await session.panel.entry('Start at login')).toMatchObject({ checked: false })
  expect(existsSync(file)).toBe(false)

  await session.panel.click('Start at login')
  await eventually(() => session.panel.entry('Start at login')).toMatchObject({ checked: true })
  const entry = parseDesktopEntry(await readFile(file, 'utf8'))
  expect(entry).toMatchObject({ Type: 'Application', Name: 'Jira Token Tray', Terminal: 'false' })
  expect(parseExec(entry['Exec'] ?? '')).toEqual([
    '/usr/bin/env',
    `JIRA_TOKEN_HOME=${session.dataFolder}`,
    process.env['ELECTRON_EXEC_PATH'],
    ...electronFlags(),
    rootFolder.replace(/\/$/, ''),
    '--hidden',
  ])

  await session.panel.click('Start at login')
  await eventually(() => session.panel.entry('Start at login')).toMatchObject({ checked: false })
  expect(existsSync(file)).toBe(false)
})
