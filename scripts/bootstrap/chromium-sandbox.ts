import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Stop } from './stop.mjs'

const setUserId = 0o4000

/**
 * Makes sure that Chromium can make its sandbox on Linux: in a user namespace, or with the helper that belongs to root.
 * Chromium itself ends with a stack of errors where it can do neither (containers, Ubuntu since 23.10).
 *
 * @throws {Stop} with the line that lets it
 */
export function checkChromiumSandbox(executable: string) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return
  const helper = join(dirname(executable), 'chrome-sandbox')
  if (isSetUserId(helper) || canMakeUserNamespace()) return
  throw new Stop(
    'This system lets no program of yours make a user namespace, and the sandbox of Electron needs one. Give its helper ' +
      `program the right instead, then try again:\nsudo sh -c "chown root '${helper}' && chmod 4755 '${helper}'"`,
  )
}

function isSetUserId(path: string) {
  const { mode, uid } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0, uid: -1 }
  return uid === 0 && (mode & setUserId) !== 0
}

function canMakeUserNamespace() {
  const { error, status } = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' })
  // without that tool nobody can tell: Electron will
  return error !== undefined || status === 0
}
