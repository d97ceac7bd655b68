import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A hook of electron-builder, called when it has put an Electron into the package, and our app is not in yet: takes out
 * the app that it came with, which is the shim of the stand-in, or Electron's own default app.
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  const leftovers = [join(resources, 'app'), join(resources, 'default_app.asar'), 'version']
  await Promise.all(leftovers.map((name) => rm(join(appOutDir, name), { recursive: true, force: true })))
}
