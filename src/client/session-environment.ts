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
 * The environment with the way to the user's session bus in it, where the keychain is (Linux). MCP clients and cron start
 * programs with hardly any variables; where systemd keeps the session, both are at known places. Sources:
 * pam_systemd(8), `XDG_RUNTIME_DIR`; D-Bus specification, "unix:runtime".
 *
 * @param runtimeFolder where systemd keeps a user's session
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
