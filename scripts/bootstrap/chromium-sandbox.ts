import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Stop } from './stop.mjs'

const setUserId = 0o4000

/**
 * Makes sure that Chromium can create its sandbox on Linux: in a user namespace, or with its setuid root helper. If it
 * can't do either (containers, Ubuntu since 23.10), Chromium itself exits with a long list of errors.
 *
 * @throws {Stop} with the command that fixes it
 */
export function checkChromiumSandbox(executable: string) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return
  const helper = join(dirname(executable), 'chrome-sandbox')
  if (isSetUserId(helper) || canMakeUserNamespace()) return
  throw new Stop(
    'Electron’s sandbox needs a user namespace, and this system does not let you create one. Make the sandbox helper ' +
      `setuid root instead, then try again:\nsudo sh -c "chown root '${helper}' && chmod 4755 '${helper}'"`,
  )
}

function isSetUserId(path: string) {
  const { mode, uid } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0, uid: -1 }
  return uid === 0 && (mode & setUserId) !== 0
}

function canMakeUserNamespace() {
  const { error, status } = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' })
  // without that tool we can't know, but Electron will report it
  return error !== undefined || status === 0
}
