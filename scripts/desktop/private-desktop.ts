import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKeyring } from './keyring.ts'
import { startSessionBus } from './session-bus.ts'
import { startVirtualDisplay } from './virtual-display.ts'
import { startWatchdog } from './watchdog.ts'
import { startBackgroundProcess, type BackgroundProcess, type SystemUser } from './background-process.ts'
import type { Keyring } from './keyring.ts'

export interface PrivateDesktopOptions {
  /** its own X server; default true */
  display?: boolean
  /** its own D-Bus session bus; default true. Without it there is no keyring either. */
  bus?: boolean
  /** gnome-keyring on that bus, with a login collection in this state; default 'unlocked' */
  keyring?: 'unlocked' | 'locked' | 'none'
  /** whether the bus may start the installed services, as real desktops need; default false */
  services?: boolean
  /** who runs it; default: the user of this process, and only root can choose another */
  user?: SystemUser
}

export interface PrivateDesktop {
  /** the complete environment for programs on this desktop: pass it as `env`, without merging anything */
  env: NodeJS.ProcessEnv
  /** the new HOME; all XDG folders are inside it */
  home: string
  runtimeDir: string
  /** null without a display of its own */
  display: string | null
  /** null without a bus of its own */
  busAddress: string | null
  /** Locks the login collection: keytar then reads null, and its writes are refused. */
  lockKeyring(): Promise<void>
  /** Kills the keyring daemon: keytar then fails or reads null. */
  killKeyring(): Promise<void>
  /** Starts a new daemon with the same files, unlocked by default: everything stored is back. */
  restartKeyring(state?: 'unlocked' | 'locked'): Promise<void>
  /** Starts a program here, as the user of this desktop; it ends with the desktop at the latest. */
  start(command: string, args: readonly string[], more?: NodeJS.ProcessEnv): BackgroundProcess
  /** Ends everything that was started and removes HOME. This also happens automatically when this process ends. */
  close(): Promise<void>
}

/**
 * Starts a desktop that shares nothing with the real one: it has its own HOME, display, session bus, and keyring. Several
 * can run at the same time. Linux only; throws if Xvfb, dbus-daemon, or gnome-keyring-daemon is missing.
 */
export async function startPrivateDesktop(options: PrivateDesktopOptions = {}): Promise<PrivateDesktop> {
  const { display: withDisplay = true, bus: withBus = true, services = false, user } = options
  const state = withBus ? (options.keyring ?? 'unlocked') : 'none'
  const folder = mkdtempSync(join(tmpdir(), 'jtt-desktop-'))
  const watchdog = startWatchdog(folder)
  const giveToUser = () => {
    if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])
  }
  try {
    const { home, runtimeDir, env } = makeFolders(folder)
    giveToUser()
    const loading = withBus ? import('@jellybrick/dbus-next') : null
    const startingDisplay = withDisplay ? startVirtualDisplay(folder, watchdog) : null
    startingDisplay?.catch(() => {})
    const bus = withBus ? await startSessionBus(folder, env, watchdog, { services, user }) : null
    env['DBUS_SESSION_BUS_ADDRESS'] = bus?.address ?? 'disabled:'

    let keyring: Keyring | null = null
    await loading
    if (bus && state !== 'none') {
      keyring = await startKeyring(state, { busAddress: bus.address, env, runtimeDir, watchdog, user })
    }
    const display = await startingDisplay
    Object.assign(env, display?.env)
    giveToUser()

    const getKeyring = () => {
      if (!keyring) throw new Error('this private desktop was started without a keyring')
      return keyring
    }
    return {
      env,
      home,
      runtimeDir,
      display: display?.display ?? null,
      busAddress: bus?.address ?? null,
      lockKeyring: () => getKeyring().lock(),
      killKeyring: () => getKeyring().kill(),
      restartKeyring: (next) => getKeyring().restart(next),
      start: (command, args, more = {}) =>
        startBackgroundProcess({
          command,
          args: [...args],
          env: { ...env, ...more },
          watchdog,
          announces: false,
          user,
        }),
      close: () => watchdog.close(),
    }
  } catch (error) {
    await watchdog.close()
    throw error
  }
}

function makeFolders(folder: string) {
  const home = join(folder, 'home')
  const runtimeDir = join(folder, 'run')
  const folders = {
    XDG_RUNTIME_DIR: runtimeDir,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_CACHE_HOME: join(home, '.cache'),
  }
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true, mode: 0o700 })
  const env: NodeJS.ProcessEnv = {
    ...withoutDesktop(process.env),
    ...folders,
    HOME: home,
    // avoids requests to dconf and the accessibility bus, which don't exist here
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
  }
  return { home, runtimeDir, env }
}

const desktopVariables =
  /^(DISPLAY|WAYLAND_DISPLAY|WAYLAND_SOCKET|XAUTHORITY|XDG_.*|DBUS_SESSION_.*|DESKTOP_.*|GNOME_.*|KDE_.*|GTK_.*|SSH_AUTH_SOCK)$/

/** The environment without anything that leads to the user's desktop. */
export function withoutDesktop(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !desktopVariables.test(name)))
}
