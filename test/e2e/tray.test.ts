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
import { until } from '../../scripts/harness/until.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
  await session.launch()
  await signIn(session)
})
afterAll(() => session.close())

const isVisible = () => session.app.isWindowVisible()

async function look(): Promise<SeenLook | null> {
  const [smallest] = await session.panel.icons()
  return smallest === undefined ? null : readTrayLook(smallest)
}

/** Everything that shows the time left, one after the other. */
async function seeAll() {
  const [tooltip, menu] = [await session.panel.tooltip(), await session.panel.menu()]
  return { tooltip, menu, icon: await look() }
}

type Seen = Awaited<ReturnType<typeof seeAll>>

/** Renews from the tray, so that the account's token has this lifetime. */
async function renewWithLifetime(seconds: number): Promise<void> {
  const before = await session.accessToken()
  session.atlassian.setAccessTokenLifetime(seconds)
  await session.panel.click('Renew now')
  await eventually(() => session.accessToken()).not.toBe(before)
}

test('the minutes left are in the tooltip, in the menu and in the pixels of the icon', async () => {
  await renewWithLifetime(49 * 60 + 55)

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 4\d min left, renews at .*\d+:\d\d/)
  // each minute, all of them change
  const seen = await until('all say the same', seeAll, ({ tooltip, menu, icon }) => {
    const [, minutes] = /^work: (\d+) min left/.exec(tooltip) ?? []
    return menu.some(({ label }) => label === tooltip) && icon?.label === minutes
  })
  expect(seen.menu).toContainEqual(
    expect.objectContaining({ label: seen.tooltip, enabled: false, items: [] }),
  )
  expect(seen.icon?.tone).toBe('valid')
  expect(seen.icon?.fraction).toBeGreaterThan(0.9)
})

test('tooltip, menu and icon change when a minute has passed', async () => {
  // renewed again and again: a slow machine may look too late the first time
  await renewWithLifetime(80)
  const getStatus = ({ tooltip, menu }: Seen) => (menu[0]?.label === tooltip ? tooltip : '')

  const before = await until(
    'all say 1',
    seeAll,
    (seen) => getStatus(seen).startsWith('work: 1 min left, renews') && seen.icon?.label === '1',
  )
  const after = await until(
    'all say 0',
    seeAll,
    (seen) => getStatus(seen).startsWith('work: under 1 min left, renews') && seen.icon?.label === '0',
  )
  expect([before.icon?.tone, after.icon?.tone]).toEqual(['valid', 'valid'])
  expect(after.icon?.fraction).toBeLessThan(before.icon?.fraction ?? 0)
})

test('from 100 minutes up the icon shows hours', async () => {
  await renewWithLifetime(2 * 3600 + 30 * 60)

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 2 h \d+ min left/)
  await eventually(look).toMatchObject({ tone: 'valid', label: '2h' })
})

test('with one account, the menu shows its status, its two actions, and the rest in this order', async () => {
  await eventually(async () => (await session.panel.menu()).map(({ label }) => label)).toEqual([
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
  session.atlassian.setFault({ kind: 'holdBefore' })
  await session.panel.click('Renew now')
  await session.atlassian.whenHeld()

  await eventually(() => session.panel.tooltip()).toMatch(/^work: .+ left, renewing…$/)
  await eventually(look).toMatchObject({ tone: 'renewing' })
  await eventually(() => session.panel.entry('Renew now')).toMatchObject({ enabled: false })

  session.atlassian.clearFaults()
  await eventually(look).toMatchObject({ tone: 'valid' })
  await eventually(() => session.panel.entry('Renew now')).toMatchObject({ enabled: true })
})

test('“Copy token” in the tray copies the token from the keychain', async () => {
  const token = await session.accessToken()
  expect(token).not.toBe('')
  await session.panel.click('Copy token')
  await eventually(() => session.app.clipboard()).toBe(token)
})

test('“Open Jira Token Tray” shows the window again, and “Settings…” opens it on the settings', async () => {
  const shown = await session.app.window()
  await shown.keyboard.press('Escape')
  await eventually(isVisible).toBe(false)
  const window = await session.app.open()
  await card(window).waitFor()

  await session.panel.click('Settings…')
  await window.getByRole('heading', { name: 'Settings' }).waitFor()
  await window.getByRole('button', { name: /back/i }).click()
  await card(window).waitFor()
})

test('clicking the icon shows the window, and clicking it again hides it', async () => {
  const window = await session.app.window()
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
