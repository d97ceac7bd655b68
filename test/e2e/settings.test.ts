import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseDesktopEntry, parseExec } from '../support/desktop-entry.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { callBridge, snapshotIn } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

/** A path with everything that has to be quoted in an Exec value. */
const appImage = String.raw`/opt/My "Apps"/100% $HOME of \me & co/\`tray\`.AppImage`.replaceAll('\\`', '`')

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch({
    env: { APPIMAGE: appImage, APPDIR: dirname(process.env['ELECTRON_EXEC_PATH'] ?? '') },
  })
  window = await app.window()
  await window.getByRole('button', { name: 'Settings' }).waitFor()
})
beforeEach(async () => {
  await session.panel.click('Settings…')
  await window.getByRole('heading', { name: 'Settings' }).waitFor()
})
afterAll(() => session.close())

const stored = async () => {
  const text = await readFile(join(session.dataFolder, 'settings.json'), 'utf8')
  return (JSON.parse(text) as { settings: Record<string, unknown> }).settings
}

test('“Start at login” writes an entry with a quoted command, shows in the tray, and removes the entry again', async () => {
  const file = join(session.desktop.home, '.config/autostart/jira-token-tray.desktop')
  const startAtLogin = window.getByRole('switch', { name: /start at login/i })
  await startAtLogin.click()
  await eventually(() => existsSync(file)).toBe(true)
  await eventually(() => session.panel.entry('Start at login')).toMatchObject({ checked: true })
  const [program, ...args] = parseExec(parseDesktopEntry(await readFile(file, 'utf8'))['Exec'] ?? '')
  expect([program, ...args].slice(0, 3)).toEqual([
    '/usr/bin/env',
    `JIRA_TOKEN_HOME=${session.dataFolder}`,
    appImage,
  ])
  expect(args).toContain('--hidden')

  await startAtLogin.click()
  await eventually(() => existsSync(file)).toBe(false)
  await eventually(() => session.panel.entry('Start at login')).toMatchObject({ checked: false })
})

test('when the autostart entry can’t be written, the app says so, flips the switch back, and keeps working', async () => {
  const folder = join(session.desktop.home, '.config/autostart')
  await rm(folder, { recursive: true, force: true })
  await writeFile(folder, 'a plain file')
  try {
    await session.app.electron.evaluate(({ dialog }) => {
      const told = globalThis as { told?: string }
      dialog.showMessageBox = ((options: { message: string; detail: string }) => {
        told.told = `${options.message}: ${options.detail}`
        return Promise.resolve({ response: 0, checkboxChecked: false })
      }) as typeof dialog.showMessageBox
    })
    const startAtLogin = window.getByRole('switch', { name: /start at login/i })
    await startAtLogin.click()
    await eventually(() => window.getByRole('main').innerText()).toMatch(
      /not saved[^]*can’t change .*autostart/i,
    )
    await eventually(() => startAtLogin.isChecked()).toBe(false)
    expect((await snapshotIn(window)).settings.startAtLogin).toBe(false)

    await session.panel.click('Start at login')
    await eventually(() =>
      session.app.electron.evaluate(() => (globalThis as { told?: string }).told),
    ).toMatch(/“Start at login” couldn’t be changed: .*autostart/)
    await eventually(() => session.panel.entry('Start at login')).toMatchObject({ checked: false })

    expect(await callBridge(window, 'settings:save', { bufferMinutes: 7 })).toMatchObject({ ok: true })
    await eventually(stored).toMatchObject({ bufferMinutes: 7, startAtLogin: false })
  } finally {
    await rm(folder)
  }
})

test('every change is saved at once', async () => {
  await window.getByRole('switch', { name: /keep the sign-in session/i }).click()
  await eventually(stored).toMatchObject({ keepSignInSession: true })
  await window.getByRole('combobox', { name: /log level/i }).selectOption({ label: 'Debug' })
  await eventually(stored).toMatchObject({ logLevel: 'debug' })
  expect((await snapshotIn(window)).settings).toMatchObject({ keepSignInSession: true, logLevel: 'debug' })
})

test('“Copy diagnostics” copies versions and states', async () => {
  await window.getByRole('button', { name: /copy diagnostics/i }).click()
  await eventually(() => session.app.clipboard()).toContain('"electron"')
  expect(JSON.parse(await session.app.clipboard())).toMatchObject({ accounts: [], settings: {} })
})
