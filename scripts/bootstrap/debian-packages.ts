import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runToEnd } from './run-to-end.ts'
import { Stop } from './stop.mjs'

/** What the system must have, depending on what will run. */
export type Need = 'electron' | 'display' | 'keyring' | 'wine' | 'desktops' | DesktopNeed

/** A real desktop, beside what all of them need. */
export type DesktopNeed = 'xfce' | 'lxqt' | 'i3' | 'sway' | 'gnome' | 'plasma'

interface Part {
  need: Need
  library?: string
  program?: string
  file?: string
  debian: string
  /** the name since Debian 13 and Ubuntu 24.04, where time_t grew to 64 bits */
  renamed?: string
}

const parts: readonly Part[] = [
  { need: 'electron', library: 'libgtk-3.so.0', debian: 'libgtk-3-0', renamed: 'libgtk-3-0t64' },
  { need: 'electron', library: 'libnss3.so', debian: 'libnss3' },
  { need: 'electron', library: 'libasound.so.2', debian: 'libasound2', renamed: 'libasound2t64' },
  { need: 'electron', library: 'libgbm.so.1', debian: 'libgbm1' },
  { need: 'electron', library: 'libsecret-1.so.0', debian: 'libsecret-1-0' },
  { need: 'electron', library: 'libnotify.so.4', debian: 'libnotify4' },
  { need: 'display', program: 'Xvfb', debian: 'xvfb' },
  { need: 'keyring', program: 'dbus-daemon', debian: 'dbus' },
  { need: 'keyring', program: 'gnome-keyring-daemon', debian: 'gnome-keyring' },
  { need: 'wine', program: 'wine', debian: 'wine' },
  { need: 'desktops', program: 'xdotool', debian: 'xdotool' },
  { need: 'desktops', program: 'import', debian: 'imagemagick' },
  { need: 'desktops', program: 'xprop', debian: 'x11-utils' },
  { need: 'xfce', program: 'xfce4-session', debian: 'xfce4-session' },
  { need: 'xfce', program: 'xfce4-panel', debian: 'xfce4-panel' },
  { need: 'xfce', program: 'xfwm4', debian: 'xfwm4' },
  { need: 'xfce', program: 'xfce4-notifyd-config', debian: 'xfce4-notifyd' },
  { need: 'lxqt', program: 'lxqt-session', debian: 'lxqt-session' },
  { need: 'lxqt', program: 'lxqt-panel', debian: 'lxqt-panel' },
  { need: 'lxqt', program: 'lxqt-notificationd', debian: 'lxqt-notificationd' },
  { need: 'lxqt', program: 'openbox', debian: 'openbox' },
  { need: 'i3', program: 'i3', debian: 'i3-wm' },
  { need: 'i3', program: 'dex', debian: 'dex' },
  { need: 'i3', program: 'dunst', debian: 'dunst' },
  { need: 'sway', program: 'sway', debian: 'sway' },
  { need: 'sway', program: 'dex', debian: 'dex' },
  { need: 'sway', program: 'waybar', debian: 'waybar' },
  { need: 'sway', program: 'mako', debian: 'mako-notifier' },
  { need: 'sway', program: 'wl-paste', debian: 'wl-clipboard' },
  { need: 'sway', program: 'foot', debian: 'foot' },
  { need: 'gnome', program: 'gnome-shell', debian: 'gnome-shell' },
  { need: 'gnome', program: 'gnome-session', debian: 'gnome-session-bin' },
  { need: 'gnome', program: 'gjs', debian: 'gjs' },
  { need: 'gnome', program: 'wl-paste', debian: 'wl-clipboard' },
  {
    need: 'gnome',
    file: '/usr/share/gnome-shell/extensions/ubuntu-appindicators@ubuntu.com/metadata.json',
    debian: 'gnome-shell-extension-appindicator',
  },
  { need: 'plasma', program: 'startplasma-x11', debian: 'plasma-workspace' },
  { need: 'plasma', program: 'kwin_x11', debian: 'kwin-x11' },
  { need: 'plasma', program: 'kaccess', debian: 'plasma-desktop' },
]

/** What this machine is and has; tests pass their own. */
export interface Machine {
  platform: NodeJS.Platform
  root: boolean
  hasLibrary(name: string): boolean
  hasProgram(name: string): boolean
  /** whether the packages of this Debian have the new names */
  hasRenamedPackages(): boolean
  /** Runs apt-get; returns its output, which is shown if it failed. */
  aptGet(args: string[]): Promise<{ failed: boolean; output: string }>
}

/**
 * Makes sure that the system has what `needs` requires. Installs Debian packages if run as root.
 *
 * @throws {Stop} with the command to run if it can't
 */
export async function installDebianPackages(
  needs: readonly Need[],
  say: (line: string) => void,
  machine = thisMachine(),
) {
  const missing = missingParts(needs, machine)
  if (missing.length === 0) return
  if (!machine.hasProgram('apt-get')) {
    const names = missing.map(({ library, program, debian }) => library ?? program ?? debian).join(', ')
    throw new Stop(
      `These are missing: ${names}. Install them with your system's package manager, then try again.`,
    )
  }
  const renamed = machine.hasRenamedPackages()
  const names = [...new Set(missing.map((part) => (renamed && part.renamed) || part.debian))]
  if (!machine.root) {
    throw new Stop(
      'Some Debian packages are missing. Install them, then try again:\n' +
        `sudo apt-get install --no-install-recommends ${names.join(' ')}`,
    )
  }
  say(`Installing Debian packages: ${names.join(' ')} …`)
  await machine.aptGet(['update'])
  const install = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names]
  const { failed, output } = await machine.aptGet(install)
  if (failed) {
    throw new Stop(
      `${output}\n\napt-get could not install the missing packages (see its output above). Fix the problem, or run ` +
        `"apt-get install --no-install-recommends ${names.join(' ')}" yourself, then try again.`,
    )
  }
}

function missingParts(needs: readonly Need[], machine: Machine) {
  if (machine.platform !== 'linux') return []
  return parts.filter(({ need, library, program, file }) => {
    if (!needs.includes(need)) return false
    if (file) return !existsSync(file)
    return library ? !machine.hasLibrary(library) : !machine.hasProgram(program ?? '')
  })
}

function thisMachine(): Machine {
  let libraries: Set<string> | null = null
  return {
    platform: process.platform,
    root: process.getuid?.() === 0,
    hasLibrary: (name) => (libraries ??= listLibraries())?.has(name) ?? true,
    hasProgram,
    hasRenamedPackages: () => listFolder('/var/lib/dpkg/info').some((name) => /t64(:\w+)?\.list$/.test(name)),
    async aptGet(args) {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      const { code, output } = await runToEnd('apt-get', ['-q', ...args], { env })
      return { failed: code !== 0, output }
    },
  }
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86-64', arm64: 'AArch64' }

/** The libraries the dynamic linker knows; null if it has no list (then starting Electron will tell). */
function listLibraries() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig', '/usr/bin/ldconfig'].find(isExecutable)
  if (!ldconfig) return null
  const { stdout } = spawnSync(ldconfig, ['-p'], { encoding: 'utf8' })
  const kind = architectures[process.arch] ?? ''
  const lines = stdout.split('\n').filter((line) => line.includes(kind))
  return new Set(lines.map((line) => line.trim().split(' ', 1)[0] ?? ''))
}

function hasProgram(name: string) {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => isExecutable(join(folder, name)))
}

function isExecutable(path: string) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function listFolder(path: string) {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
