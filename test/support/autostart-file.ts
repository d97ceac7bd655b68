import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { until } from '../../scripts/harness/until.ts'
import { parseDesktopEntry, parseExec } from './desktop-entry.ts'

export function autostartFile({ desktop }: Pick<DesktopSession, 'desktop'>): string {
  return join(desktop.home, '.config/autostart/jira-token-tray.desktop')
}

/** Starts the app hidden, and waits for its menu. */
export async function launchHidden(session: DesktopSession, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await session.launch({ args: ['--hidden'], env })
  await until(
    'the menu is there',
    () => session.panel.labels(),
    (labels) => labels.includes('Renew now'),
  )
}

/** Turns on “Start at login” in the tray, and resolves with the command that desktops run then. */
export async function switchAutostartOn(session: DesktopSession): Promise<string[]> {
  await session.panel.click('Start at login')
  await until(
    'the entry is there',
    () => session.panel.entry('Start at login'),
    (entry) => entry?.checked === true,
  )
  return autostartCommand(session)
}

export async function autostartCommand(session: DesktopSession): Promise<string[]> {
  return parseExec(parseDesktopEntry(await readFile(autostartFile(session), 'utf8'))['Exec'] ?? '')
}
