import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Stop } from './bootstrap/stop.mjs'

/** The Electron that `with-runtime.mjs` has found, and its version. */
export async function foundRuntime(env = process.env) {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!folder) throw new Stop('Run this as "npm run package" or "npm test": they find an Electron runtime.')
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => {
    throw new Stop(`The Electron in ${folder} has no file "version", and its version must be known.`)
  })
  return { folder, version: version.trim().replace(/^v/, '') }
}
