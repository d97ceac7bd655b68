import { readFileSync } from 'node:fs'
import { connectToDbus } from '../../scripts/harness/dbus-connection.ts'
import { eventually } from '../support/eventually.ts'
import type { RealDesktop } from './desktops.ts'
import type { RealSession } from './real-session.ts'
import { end, sessionProcesses } from './session-processes.ts'

/** The name of the program that owns this name on the session bus. */
export async function ownerOf({ desktop }: RealSession, busName: string): Promise<string> {
  const bus = await connectToDbus(desktop.busAddress ?? '')
  const [pid] = await bus
    .call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'GetConnectionUnixProcessID',
      signature: 's',
      body: [busName],
    })
    .finally(() => bus.close())
  return readFileSync(`/proc/${Number(pid)}/comm`, 'utf8').trim()
}

/** Restarts the panel, and resolves when a new one is running. */
export async function restartPanel(
  session: RealSession,
  { panel }: RealDesktop,
  isIconShown: () => Promise<boolean>,
): Promise<void> {
  if ('off' in panel) {
    await session.run(panel.off)
    await eventually(isIconShown).toBe(false)
    return session.run(panel.on)
  }
  const pids = () =>
    sessionProcesses(session.desktop.runtimeDir)
      .filter(({ name }) => name === panel.program)
      .map(({ pid }) => pid)
  const before = pids()
  if (panel.restart === null) for (const pid of before) end(pid)
  else await session.run(panel.restart)
  const isNew = () => pids().length > 0 && pids().every((pid) => !before.includes(pid))
  await eventually(isNew).toBe(true)
}
