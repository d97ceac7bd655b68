import { buildApp } from './build.ts'
import { installDebianPackages } from './debian-packages.ts'
import { findElectron } from './electron-runtime.ts'
import { rootFolder } from './root-folder.ts'
import { say } from './say.ts'
import type { Need } from './debian-packages.ts'

export const everything: readonly Need[] = ['electron', 'display', 'keyring']

/**
 * Makes this machine ready for what is to be run: Debian packages for `needs`, an Electron runtime, the built app. What is
 * there already is left alone. The runtime's variables are set in this process, so that all its programs find it.
 *
 * @throws {Stop} when something is missing and cannot be had
 */
export async function prepare(needs: readonly Need[]) {
  // first of all and alone, because it may end here
  await installDebianPackages(needs, say)
  const building = buildApp(rootFolder, say)
  // awaited below; what it throws is shown last
  building.catch(() => {})
  const electron = await findElectron(rootFolder, say)
  await building
  Object.assign(process.env, electron.env)
  return electron
}
