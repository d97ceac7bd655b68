import { checkChromiumSandbox } from './bootstrap/chromium-sandbox.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { electronFlags } from './desktop/electron-flags.ts'
import { startPrivateDesktop } from './desktop/private-desktop.ts'
import { hasDisplay, hasSessionBus } from './desktop/surroundings.ts'

/** `npm start`: the app, on the user's display and keychain. `args` go to the app. */
export async function main(args: string[]) {
  const onDisplay = hasDisplay()
  const { executable } = await prepare(onDisplay ? ['electron'] : ['electron', 'display'])
  checkChromiumSandbox(executable)
  if (!onDisplay) say('There is no display here: the app runs on a virtual one, where nobody sees it.')

  const virtual = onDisplay ? undefined : await startPrivateDesktop({ bus: false })
  const flags = [...electronFlags({ virtualDisplay: !onDisplay }), ...waylandFlags()]
  const env = { ...process.env, ...withoutAutolaunch(), ...describeDisplay(virtual?.env) }
  process.exitCode = await runInForeground(executable, [...flags, rootFolder, ...appArguments(args)], {
    cwd: rootFolder,
    env,
  })
  await virtual?.close()
}

/** The Node inside of Electron takes `--debug` for its own old debugger, and stops; after `--` it takes nothing. */
const appArguments = (args: string[]) => [
  ...args.filter((arg) => arg !== '--debug'),
  ...(args.includes('--debug') ? ['--', '--debug'] : []),
]

const describeDisplay = (env: NodeJS.ProcessEnv | undefined) =>
  env && { DISPLAY: env['DISPLAY'], XAUTHORITY: env['XAUTHORITY'] }

/** Electron 33 takes X11 unless told. */
const waylandFlags = () =>
  process.env['WAYLAND_DISPLAY'] && !process.env['DISPLAY'] ? ['--ozone-platform=wayland'] : []

/** D-Bus would start a bus where there is none, and that one a keyring in the user's HOME: not because of us. */
const withoutAutolaunch = () =>
  process.platform !== 'linux' || hasSessionBus() ? {} : { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
