import { buildApp } from './build.ts'
import { installDebianPackages } from './debian-packages.ts'
import { findElectron } from './electron-runtime.ts'
import { rootFolder } from './root-folder.ts'
import { say } from './say.ts'
import type { Need } from './debian-packages.ts'

export const everything: readonly Need[] = ['electron', 'display', 'keyring']

/**
 * Prepares this machine: Debian packages for `needs`, an Electron runtime, and the built app. Leaves alone what is
 * already there. Sets the runtime's variables in this process, so that all child processes find it.
 *
 * @throws {Stop} if something is missing and can't be installed
 */
export async function prepare(needs: readonly Need[]) {
  // first and on its own, because it may stop here
  await installDebianPackages(needs, say)
  const building = buildApp(rootFolder, say)
  // awaited below, so that its errors are shown last
  building.catch(() => {})
  const electron = await findElectron(rootFolder, say)
  await building
  Object.assign(process.env, electron.env)
  return electron
}
