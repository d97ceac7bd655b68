import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import {
  autostartCommand,
  autostartFile,
  launchHidden,
  switchAutostartOn,
} from '../../support/autostart-file.ts'
import { eventually } from '../../support/eventually.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

let session: SignedInSession

beforeEach(async () => {
  session = await startSignedInSession(['work'])
})

/** How desktops turn off an entry without removing it. */
const switches = [
  ['GNOME', (text: string) => text.replace('Autostart-enabled=true', 'Autostart-enabled=false')],
  ['Xfce, KDE, or LXQt', (text: string) => `${text}Hidden=true\n`],
] as const

async function switchOff(change: (text: string) => string): Promise<void> {
  await launchHidden(session)
  await switchAutostartOn(session)
  await session.app.quit()
  const before = await readFile(autostartFile(session), 'utf8')
  expect(change(before)).not.toBe(before)
  await writeFile(autostartFile(session), change(before))
}

/** What doctor says about starting at login. */
async function doctorSays(): Promise<string> {
  const { stdout } = await session.cli(['doctor'])
  return stdout.split('\n').find((line) => line.includes('start at login')) ?? stdout
}

test.for(switches)('an entry that %s has turned off counts as off in the tray', async ([, change]) => {
  await switchOff(change)
  await launchHidden(session)
  expect(await session.panel.entry('Start at login')).toMatchObject({ checked: false })
})

test.for(switches)('doctor reports an entry that %s has turned off as off', async ([, change]) => {
  await switchOff(change)
  expect(await doctorSays()).toMatch(/\boff\b/)
})

const gone = '/opt/old/Jira-Token-Tray-0.0.9.AppImage'

async function writeOldEntry(): Promise<void> {
  await mkdir(dirname(autostartFile(session)), { recursive: true })
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Jira Token Tray',
    `Exec="${gone}" "--hidden"`,
    '',
  ]
  await writeFile(autostartFile(session), lines.join('\n'))
}

test('doctor names the program of an entry if it no longer exists', async () => {
  await writeOldEntry()
  expect(await doctorSays()).toContain(gone)
})

test('an entry whose program has moved is repaired, or counts as off', async () => {
  await writeOldEntry()
  await launchHidden(session)
  const isOnInTray = async () => (await session.panel.entry('Start at login'))?.checked === true
  const startsAProgram = async () => existsSync((await autostartCommand(session))[0] ?? '')
  await eventually(async () => (await isOnInTray()) === (await startsAProgram())).toBe(true)
})

test('an app with its own data folder uses the same one when it starts at login', async () => {
  await launchHidden(session)
  const command = await switchAutostartOn(session)
  expect(command.some((word) => word.includes(session.dataFolder))).toBe(true)
  expect(existsSync(join(session.desktop.home, '.config/Jira Token Tray/settings.json'))).toBe(false)
})
