import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Stop } from './bootstrap/stop.mjs'

/** The Electron that `with-runtime.mjs` found, and its version. */
export async function foundRuntime(env = process.env) {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!folder)
    throw new Stop('Run this with "npm run package" or "npm test", which find an Electron runtime.')
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => {
    throw new Stop(`The Electron in ${folder} has no "version" file, so its version is unknown.`)
  })
  return { folder, version: version.trim().replace(/^v/, '') }
}
