import { join } from 'node:path'
import { everything, prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { withoutDesktop } from './desktop/private-desktop.ts'

/** `npm test`: runs the tests that need no other program, system, or hour. */
export async function main(args: string[]) {
  const choosesProjects = args.some((arg) => arg.startsWith('--project'))
  const projects = ['unit', 'simulation', 'integration', 'e2e'].flatMap((name) => ['--project', name])
  await runVitest(choosesProjects ? args : [...projects, ...args])
}

/** `npm run test:desktops`: the app on real desktops, under Xvfb. Pictures of it go to `build/desktops`. */
export async function desktops(args: string[]) {
  await runVitest(['--project', 'desktops', ...args], [...everything, 'desktops'])
}

/** `npm run test:cases`: inputs and desktops that break apps like this one. */
export async function cases(args: string[]) {
  await runVitest(['--project', 'cases', ...args])
}

/** `npm run test:clients`: real MCP clients from npm, downloaded once, with the bridge. */
export async function clients(args: string[]) {
  await runVitest(['--project', 'clients', ...args])
}

/** The tests start private desktops, and don't touch the user's display, bus, or keyring. */
async function runVitest(args: string[], needs = everything) {
  await prepare(needs)
  const vitest = join(rootFolder, 'node_modules/vitest/vitest.mjs')
  const env = { ...withoutDesktop(process.env), DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  process.exitCode = await runInForeground(process.execPath, [vitest, 'run', ...args], {
    cwd: rootFolder,
    env,
  })
}
