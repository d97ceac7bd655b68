import { join } from 'node:path'
import { installDebianPackages, type DesktopNeed } from './bootstrap/debian-packages.ts'
import { everything, prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { say } from './bootstrap/say.ts'
import { Stop } from './bootstrap/stop.mjs'
import { withoutDesktop } from './desktop/private-desktop.ts'

/** `npm test`: runs the tests that need no other program, system, or hour. */
export async function main(args: string[]) {
  const choosesProjects = args.some((arg) => arg.startsWith('--project'))
  const projects = ['unit', 'simulation', 'integration', 'e2e'].flatMap((name) => ['--project', name])
  await runVitest(choosesProjects ? args : [...projects, ...args])
}

/** The test files in `test/desktops`, and what each needs. */
const desktopTests: Readonly<Record<string, DesktopNeed>> = {
  xfce: 'xfce',
  lxqt: 'lxqt',
  i3: 'i3',
  sway: 'sway',
  gnome: 'gnome',
  'gnome-wayland': 'gnome',
  'second-start': 'i3',
  plasma: 'plasma',
}

/** Only with `--all` or by its name: hundreds of packages. */
const largeNeeds: readonly DesktopNeed[] = ['plasma']

/**
 * `npm run test:desktops [-- NAME… | --all]`: the app on real desktops, under Xvfb. Without names, it leaves out those that
 * are missing and can't be installed, and without `--all` also Plasma. Pictures of them go to `build/desktops`.
 */
export async function desktops(args: string[]) {
  const named = args.filter((arg) => arg in desktopTests)
  const others = args.filter((arg) => !(arg in desktopTests) && arg !== '--all')
  const names = named.length > 0 ? named : await findInstallable(args.includes('--all') ? [] : largeNeeds)
  const files = names.map((name) => `test/desktops/${name}.test.ts`)
  const needs = names.flatMap((name) => desktopTests[name] ?? [])
  await runVitest(['--project', 'desktops', ...files, ...others], [...everything, 'desktops', ...needs])
}

/** The tests whose desktops are there, or can be installed; says why the others are left out. */
async function findInstallable(tooLarge: readonly DesktopNeed[]): Promise<string[]> {
  const missing = new Set(tooLarge)
  for (const need of new Set(Object.values(desktopTests))) {
    if (missing.has(need)) continue
    try {
      await installDebianPackages([need], say)
    } catch (error) {
      if (!(error instanceof Stop)) throw error
      missing.add(need)
      say(`Leaving out ${need}. ${error.message}`)
    }
  }
  const found = Object.entries(desktopTests).filter(([, need]) => !missing.has(need))
  if (found.length === 0) throw new Stop('There is no desktop to test.')
  return found.map(([name]) => name)
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
  await runPreparedVitest(args)
}

/** The same on a machine that is prepared for it. Sets the exit code. */
export async function runPreparedVitest(args: readonly string[]) {
  const vitest = join(rootFolder, 'node_modules/vitest/vitest.mjs')
  const env = { ...withoutDesktop(process.env), DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  process.exitCode = await runInForeground(process.execPath, [vitest, 'run', ...args], {
    cwd: rootFolder,
    env,
  })
}
