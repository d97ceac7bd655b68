import { statSync } from 'node:fs'
import { join } from 'node:path'

function isMine(path: string): boolean {
  try {
    return statSync(path).uid === process.getuid?.()
  } catch {
    return false
  }
}

/**
 * Adds the address of the user's session bus, which the keychain needs (Linux). MCP clients and cron start programs with
 * almost no variables, but systemd puts the bus and runtime folder in a fixed place. Sources: pam_systemd(8),
 * `XDG_RUNTIME_DIR`; D-Bus specification, "unix:runtime".
 *
 * @param runtimeFolder where systemd keeps the user's runtime files
 */
export function sessionEnvironment(
  environment: NodeJS.ProcessEnv,
  runtimeFolder = `/run/user/${process.getuid?.()}`,
): NodeJS.ProcessEnv {
  if (process.platform !== 'linux') return environment
  const runtimeDir = environment['XDG_RUNTIME_DIR'] ?? (isMine(runtimeFolder) ? runtimeFolder : undefined)
  if (runtimeDir === undefined) return environment
  const bus = join(runtimeDir, 'bus')
  const address = environment['DBUS_SESSION_BUS_ADDRESS'] ?? (isMine(bus) ? `unix:path=${bus}` : undefined)
  return {
    ...environment,
    XDG_RUNTIME_DIR: runtimeDir,
    ...(address === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: address }),
  }
}
