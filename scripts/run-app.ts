import { checkChromiumSandbox } from './bootstrap/chromium-sandbox.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { electronFlags } from './desktop/electron-flags.ts'
import { startPrivateDesktop } from './desktop/private-desktop.ts'
import { hasDisplay, hasSessionBus } from './desktop/surroundings.ts'

/** `npm start`: runs the app with the user's display and keychain. `args` are passed to the app. */
export async function main(args: string[]) {
  const onDisplay = hasDisplay()
  const { executable } = await prepare(onDisplay ? ['electron'] : ['electron', 'display'])
  checkChromiumSandbox(executable)
  if (!onDisplay) say('No display found: the app runs on a virtual display, so you won’t see it.')

  const virtual = onDisplay ? null : await startPrivateDesktop({ bus: false })
  const flags = electronFlags({ virtualDisplay: !onDisplay })
  const env = { ...process.env, ...withoutAutolaunch(), ...describeDisplay(virtual?.env) }
  process.exitCode = await runInForeground(executable, [...flags, rootFolder, ...appArguments(args)], {
    cwd: rootFolder,
    env,
  })
  await virtual?.close()
}

/** Electron's Node takes `--debug` for its own obsolete debugger, and exits; it ignores everything after `--`. */
const appArguments = (args: string[]) => [
  ...args.filter((arg) => arg !== '--debug'),
  ...(args.includes('--debug') ? ['--', '--debug'] : []),
]

const describeDisplay = (env: NodeJS.ProcessEnv | undefined) =>
  env && { DISPLAY: env['DISPLAY'], XAUTHORITY: env['XAUTHORITY'] }

/** If there is no bus, D-Bus would start one, and that would start a keyring in the user's HOME. Prevent that. */
const withoutAutolaunch = () =>
  process.platform !== 'linux' || hasSessionBus() ? {} : { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
