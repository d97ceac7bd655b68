import { rm } from 'node:fs/promises'
import { join } from 'node:path'

const unusedOnLinux = ['libvk_swiftshader.so', 'vk_swiftshader_icd.json', 'libvulkan.so.1']

/**
 * A hook for electron-builder, called when Electron is in the package but our app isn't yet. Removes the app that came
 * with it (the shim of the stand-in, or Electron's own default app), and what only draws with a GPU or in its place: the
 * app uses neither.
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  const leftovers = [join(resources, 'app'), join(resources, 'default_app.asar'), 'version']
  if (electronPlatformName === 'linux') leftovers.push(...unusedOnLinux)
  await Promise.all(leftovers.map((name) => rm(join(appOutDir, name), { recursive: true, force: true })))
}
