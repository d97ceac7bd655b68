import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runNpm } from './npm.mjs'
import { Stop } from './stop.mjs'

/** Installs the project's npm packages in `root`, unless node_modules already matches the lock file. */
export async function installNpmPackages(root, { say = console.error, npm = runNpm } = {}) {
  const [wanted, installed] = await Promise.all([
    readPackages(join(root, 'package-lock.json')),
    // npm keeps this list of what it installed, and writes it last
    readPackages(join(root, 'node_modules/.package-lock.json')),
  ])
  if (isInstalled(wanted, installed)) return
  say('Installing npm packages …')
  try {
    await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root })
  } catch (error) {
    throw new Stop(
      `${error.message}\n\nnpm could not install the packages (see its output above). ` +
        'Check your connection to the npm registry, then run the same command again.',
    )
  }
}

/** Whether all packages in the lock file are installed; those for other platforms may be missing. */
export function isInstalled(wanted, installed) {
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true
    const there = installed[path]
    return there ? there.version === version && there.integrity === integrity : optional === true
  })
}

async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
