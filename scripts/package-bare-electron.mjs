import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A hook for electron-builder, called when Electron is in the package but our app isn't yet. Removes the app that came
 * with it: the shim of the stand-in, or Electron's own default app.
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  const leftovers = [join(resources, 'app'), join(resources, 'default_app.asar'), 'version']
  await Promise.all(leftovers.map((name) => rm(join(appOutDir, name), { recursive: true, force: true })))
}
