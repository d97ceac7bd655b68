import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { readTrayIcon, type TrayPanel } from '../../scripts/harness/tray-panel.ts'
import { until } from '../../scripts/harness/until.ts'
import type { RealDesktop } from './desktops.ts'
import { usableApp } from './normal-user.ts'
import { screenOf, type Screen } from './screen.ts'

/** A real desktop with the app and an account that is signed in. */
export interface RealSession {
  readonly desktop: PrivateDesktop
  readonly screen: Screen
  readonly atlassian: LocalAtlassian
  readonly dataFolder: string
  /** The environment of a program that the user starts there. */
  readonly env: NodeJS.ProcessEnv
  /** Starts the app, and waits for its icon; null on a panel that has no StatusNotifier host. */
  startApp(): Promise<TrayPanel | null>
  /** What the app has written to stderr at last. */
  lastWords(): string
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

/** Waits until the panel of an X11 desktop is ready, which its own windows show. */
async function untilPanelIsThere({ name, tray }: RealDesktop, desktop: PrivateDesktop): Promise<void> {
  const { connectToDbus } = await import('../../scripts/harness/dbus-connection.ts')
  if (tray === 'xembed') {
    const { hasXembedTray } = await import('../../src/adapters/desktop/xembed-tray.ts')
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
  await until(`${name} has a panel with a tray`, isRegistered, Boolean)
  bus.close()
}

export async function startRealSession(real: RealDesktop): Promise<RealSession> {
  const app = usableApp()
  const options = app.user === undefined ? {} : { user: app.user }
  const desktop = await startPrivateDesktop({ services: true, ...options })
  // a system bus of its own: no desktop may ask the machine's services for anything
  Object.assign(desktop.env, real.env, { DBUS_SYSTEM_BUS_ADDRESS: desktop.busAddress ?? '' })
  const dataFolder = mkdtempSync(join(realpathSync(tmpdir()), 'jira-token-tray-'))
  const atlassian = await startLocalAtlassian()
  const owned = [desktop.home, dataFolder]
  const giveToUser = () => {
    if (app.user === undefined) return
    execFileSync('chown', ['-R', `${app.user.uid}:${app.user.gid}`, ...owned])
  }
  await putSignedInAccounts({ desktop, dataFolder, atlassian }, [{ name: 'work' }], {
    clipboardClearSec: 10,
  })
  for (const [path, text] of Object.entries(real.files())) {
    const file = join(desktop.home, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  giveToUser()
  const [session = [], ...others] = real.programs
  const start = (words: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const [command = '', ...args] = words
    return desktop.start(command, args, more)
  }
  const first = start(session)
  const wayland = real.display === 'wayland' ? await waylandVariables(desktop) : {}
  for (const words of others) start(words, wayland)
  await untilPanelIsThere(real, desktop).catch((error: unknown) => {
    throw new Error(`${String(error)}; ${session.join(' ')} said: ${first.lastWords()}`, { cause: error })
  })
  const env = { ...desktop.env, ...wayland, JIRA_TOKEN_HOME: dataFolder }
  let lastWords = () => ''

  return {
    desktop,
    screen: screenOf(real.name, desktop.env),
    atlassian,
    dataFolder,
    env,
    lastWords: () => lastWords(),
    startApp: async () => {
      const flags = ['--disable-gpu', ...(real.display === 'wayland' ? ['--ozone-platform=wayland'] : [])]
      const running = desktop.start(app.electron, [...flags, app.appFolder], env)
      lastWords = running.lastWords
      const icon =
        real.tray === 'xembed'
          ? until('the app runs', () => existsSync(join(dataFolder, 'owner')), Boolean).then(() => null)
          : readTrayIcon(desktop.busAddress ?? '')
      const ended = running.ended.then((how) => {
        throw new Error(`the app ${how}: ${running.lastWords()}`)
      })
      ended.catch(() => undefined)
      return Promise.race([icon, ended])
    },
    close: async () => {
      await desktop.close()
      await atlassian.close()
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      app.remove()
    },
  }
}
