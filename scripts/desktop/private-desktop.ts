import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKeyring } from './keyring.ts'
import { startSessionBus } from './session-bus.ts'
import { startVirtualDisplay } from './virtual-display.ts'
import { startWatchdog } from './watchdog.ts'
import type { Keyring } from './keyring.ts'

export interface PrivateDesktopOptions {
  /** an X server of its own; default true */
  display?: boolean
  /** a D-Bus session bus of its own; default true. Without it there is no keyring either. */
  bus?: boolean
  /** gnome-keyring on that bus, with a login collection in this state; default 'unlocked' */
  keyring?: 'unlocked' | 'locked' | 'none'
}

export interface PrivateDesktop {
  /** the whole environment for programs on this desktop: pass it as `env`, nothing needs merging */
  env: NodeJS.ProcessEnv
  /** the fresh HOME; all XDG folders are inside */
  home: string
  runtimeDir: string
  display: string | undefined
  busAddress: string | undefined
  /** Locks the login collection: keytar then reads null, and its writes are refused. */
  lockKeyring(): Promise<void>
  /** Ends the keyring daemon: keytar then fails or reads null. */
  killKeyring(): Promise<void>
  /** A new daemon on the same files, unlocked unless told: what was stored is there again. */
  restartKeyring(state?: 'unlocked' | 'locked'): Promise<void>
  /** Ends everything that was started and removes HOME. It also happens by itself when this process ends. */
  close(): Promise<void>
}

/**
 * Starts a desktop that shares nothing with the real one: HOME, display, session bus and keyring of its own. Several may
 * run at the same time. Linux only; throws when Xvfb, dbus-daemon or gnome-keyring-daemon is missing.
 */
export async function startPrivateDesktop(options: PrivateDesktopOptions = {}): Promise<PrivateDesktop> {
  const { display: withDisplay = true, bus: withBus = true } = options
  const state = withBus ? (options.keyring ?? 'unlocked') : 'none'
  const folder = mkdtempSync(join(tmpdir(), 'jtt-desktop-'))
  const watchdog = startWatchdog(folder)
  try {
    const { home, runtimeDir, env } = makeFolders(folder)
    const loading = withBus ? import('@jellybrick/dbus-next') : undefined
    const startingDisplay = withDisplay ? startVirtualDisplay(folder, watchdog) : undefined
    startingDisplay?.catch(() => {})
    const bus = withBus ? await startSessionBus(folder, env, watchdog) : undefined
    env['DBUS_SESSION_BUS_ADDRESS'] = bus?.address ?? 'disabled:'

    let keyring: Keyring | undefined
    await loading
    if (bus && state !== 'none') {
      keyring = await startKeyring(state, { busAddress: bus.address, env, runtimeDir, watchdog })
    }
    const display = await startingDisplay
    Object.assign(env, display?.env)

    const demanded = () => {
      if (!keyring) throw new Error('this private desktop was started without a keyring')
      return keyring
    }
    return {
      env,
      home,
      runtimeDir,
      display: display?.display,
      busAddress: bus?.address,
      lockKeyring: () => demanded().lock(),
      killKeyring: () => demanded().kill(),
      restartKeyring: (next) => demanded().restart(next),
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
    // dconf and the accessibility bus would be asked for, and are not there
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
  }
  return { home, runtimeDir, env }
}

const desktopVariables =
  /^(DISPLAY|WAYLAND_DISPLAY|WAYLAND_SOCKET|XAUTHORITY|XDG_.*|DBUS_SESSION_.*|DESKTOP_.*|GNOME_.*|KDE_.*|GTK_.*|SSH_AUTH_SOCK)$/

/** The environment without anything that leads to the desktop of the user. */
export function withoutDesktop(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !desktopVariables.test(name)))
}
