import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Whether the user can see windows: always on macOS and Windows. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/** Whether a session bus is already running where libdbus and GDBus look for one without starting it. */
export function hasSessionBus(env = process.env) {
  const address = env['DBUS_SESSION_BUS_ADDRESS']
  if (address) return address !== 'disabled:'
  return env['XDG_RUNTIME_DIR'] ? existsSync(join(env['XDG_RUNTIME_DIR'], 'bus')) : false
}
