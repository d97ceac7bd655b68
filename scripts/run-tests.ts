import { join } from 'node:path'
import { everything, prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { withoutDesktop } from './desktop/private-desktop.ts'

/** `npm test`: runs all tests. They start private desktops, and don't touch the user's display, bus, or keyring. */
export async function main(args: string[]) {
  await prepare(everything)
  const vitest = join(rootFolder, 'node_modules/vitest/vitest.mjs')
  const env = { ...withoutDesktop(process.env), DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  process.exitCode = await runInForeground(process.execPath, [vitest, 'run', ...args], {
    cwd: rootFolder,
    env,
  })
}
