import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import type { BackgroundProcess, SystemUser } from '../../scripts/desktop/background-process.ts'
import { connectToDbus } from '../../scripts/harness/dbus-connection.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { readTrayIcon, type TrayPanel } from '../../scripts/harness/tray-panel.ts'
import { until } from '../../scripts/harness/until.ts'
import { hasXembedTray } from '../../src/adapters/desktop/xembed-tray.ts'
import type { Settings } from '../../src/shared/settings.ts'
import type { RealDesktop } from './desktops.ts'
import { usableApp, type UsableApp } from './normal-user.ts'
import { screenOf, type Screen } from './screen.ts'
import { appProcesses, end, sessionProcesses } from './session-processes.ts'
import { shownWindows, type ShownWindows } from './shown-windows.ts'

/** A real desktop with the app and an account that is signed in. */
export interface RealSession {
  readonly desktop: PrivateDesktop
  readonly screen: Screen
  readonly windows: ShownWindows
  readonly atlassian: LocalAtlassian
  readonly dataFolder: string
  /** Who runs it all; undefined: the user of this process. */
  readonly user: SystemUser | undefined
  /** The environment of a program that the user starts there. */
  env(): NodeJS.ProcessEnv
  /** Starts a program like its user does. */
  start(words: readonly string[]): BackgroundProcess
  /** Runs a program there until it ends. */
  run(words: readonly string[]): Promise<void>
  /** Starts the app, and waits for its icon. */
  startApp(): Promise<TrayPanel | null>
  /** The words that start the app, for another session with the same data folder. */
  readonly appCommand: readonly string[]
  /** Runs `jira-token`, and resolves with how it ended. */
  runCli(...args: string[]): Promise<string>
  /** What the app tells the panel, once its icon is there; null on a panel that has no StatusNotifier host. */
  icon(): Promise<TrayPanel | null>
  /** Kills everything that the user has started, including the desktop. */
  logOut(): Promise<void>
  /** Starts the desktop again. */
  logIn(): Promise<void>
  /** While the app isn't running. */
  changeSettings(change: Partial<Settings>): void
  close(): Promise<void>
}

/** The variables that a Wayland compositor gives its programs. */
async function waylandVariables({ runtimeDir }: PrivateDesktop): Promise<NodeJS.ProcessEnv> {
  const find = (pattern: RegExp) => readdirSync(runtimeDir).find((name) => pattern.test(name))
  const socket = await until(
    'the compositor has its socket',
    () => find(/^wayland-\d+$/),
    (name) => name !== undefined,
  )
  const ipc = find(/^sway-ipc.*\.sock$/)
  return {
    DISPLAY: undefined,
    WAYLAND_DISPLAY: socket,
    ...(ipc === undefined ? {} : { SWAYSOCK: join(runtimeDir, ipc) }),
  }
}

/** Waits until the panel is ready to show icons. */
async function untilPanelIsThere({ name, tray }: RealDesktop, desktop: PrivateDesktop): Promise<void> {
  if (tray === 'xembed') {
    await until(`${name} has a tray`, () => hasXembedTray(desktop.env), Boolean)
    return
  }
  const bus = await connectToDbus(desktop.busAddress ?? '')
  const watcher = 'org.kde.StatusNotifierWatcher'
  const call = {
    destination: watcher,
    path: '/StatusNotifierWatcher',
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [watcher, 'IsStatusNotifierHostRegistered'],
  }
  const isRegistered = async () => ((await bus.call(call))[0] as { value?: unknown }).value === true
  await until(`${name} has a panel with a tray`, isRegistered, Boolean).finally(() => bus.close())
}

/** The desktop's programs; `logIn` starts them, and resolves when there is a panel. */
function userSession(real: RealDesktop, desktop: PrivateDesktop, dataFolder: string) {
  let wayland: NodeJS.ProcessEnv = {}
  const env = () => ({ ...desktop.env, ...wayland })
  const start = ([command = '', ...args]: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    desktop.start(command, args, { ...wayland, ...more })
  // these belong to the private desktop
  const isUsers = ({ name }: { readonly name: string }) => !/^(dbus-daemon|gnome-keyring)/.test(name)
  return {
    env,
    start,
    logIn: async () => {
      const [first, ...others] = real.programs.map((words) => start(words))
      if (real.display === 'wayland') wayland = await waylandVariables(desktop)
      await untilPanelIsThere(real, desktop).catch((error: unknown) => {
        const said = [first, ...others].map((program) => program?.lastWords())
        throw new Error(`${String(error)}; its programs said: ${said.join('\n')}`, { cause: error })
      })
    },
    logOut: async () => {
      const killAll = () => {
        const programs = sessionProcesses(desktop.runtimeDir).filter(isUsers)
        const running = [...programs.map(({ pid }) => pid), ...appProcesses(dataFolder)]
        for (const pid of running) end(pid)
        return running
      }
      await until('all programs have ended', killAll, (running) => running.length === 0)
      for (const name of readdirSync(desktop.runtimeDir).filter((one) => /^(wayland|sway-ipc)/.test(one)))
        rmSync(join(desktop.runtimeDir, name))
      wayland = {}
    },
  }
}

/** The folders and files of its user, who is signed in with the app. */
async function setUp(real: RealDesktop, desktop: PrivateDesktop, { user }: UsableApp) {
  const dataFolder = mkdtempSync(join(realpathSync(tmpdir()), 'jira-token-tray-'))
  const atlassian = await startLocalAtlassian()
  await putSignedInAccounts({ desktop, dataFolder, atlassian }, [{ name: 'work' }], { clipboardClearSec: 10 })
  for (const [path, text] of Object.entries(real.files())) {
    const file = join(desktop.home, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, desktop.home, dataFolder])
  return { atlassian, dataFolder }
}

export async function startRealSession(real: RealDesktop): Promise<RealSession> {
  const app = usableApp()
  const options = app.user === undefined ? {} : { user: app.user }
  const desktop = await startPrivateDesktop({ services: true, ...options })
  // a system bus of its own: no desktop may ask the machine's services for anything
  Object.assign(desktop.env, real.env, { DBUS_SYSTEM_BUS_ADDRESS: desktop.busAddress ?? '' })
  const { atlassian, dataFolder } = await setUp(real, desktop, app)
  const { env, start, logIn, logOut } = userSession(real, desktop, dataFolder)
  await logIn()

  const mine = { JIRA_TOKEN_HOME: dataFolder }
  const appCommand = [app.electron, '--disable-gpu', app.appFolder]
  const icon: RealSession['icon'] = () =>
    real.tray === 'xembed'
      ? until('the app runs', () => existsSync(join(dataFolder, 'owner')), Boolean).then(() => null)
      : readTrayIcon(desktop.busAddress ?? '')
  const run: RealSession['run'] = async (words) => {
    const program = start(words, mine)
    const how = await program.ended
    if (how !== 'ended with 0') throw new Error(`${words.join(' ')} ${how}: ${program.lastWords()}`)
  }
  return {
    desktop,
    screen: screenOf(real.name, desktop.env),
    // a compositor may have another socket after the next login
    windows: {
      titled: (title) => shownWindows(real, env()).titled(title),
      focused: () => shownWindows(real, env()).focused(),
    },
    atlassian,
    dataFolder,
    user: app.user,
    env,
    start: (words) => start(words),
    run,
    appCommand,
    startApp: () => {
      const running = start(appCommand, mine)
      const ended = running.ended.then((how) => {
        throw new Error(`the app ${how}: ${running.lastWords()}`)
      })
      ended.catch(() => undefined)
      return Promise.race([icon(), ended])
    },
    runCli: (...args) =>
      start([process.execPath, join(app.appFolder, 'out/cli/jira-token.cjs'), ...args], mine).ended,
    icon,
    logIn,
    logOut,
    changeSettings: (change) => {
      const file = join(dataFolder, 'settings.json')
      const content = JSON.parse(readFileSync(file, 'utf8')) as { settings: Settings }
      writeFileSync(file, JSON.stringify({ ...content, settings: { ...content.settings, ...change } }))
    },
    close: async () => {
      await logOut()
      await desktop.close()
      await atlassian.close()
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      app.remove()
    },
  }
}
