import { fileURLToPath } from 'node:url'
import { installNpmPackages } from './npm-packages.mjs'
import { Stop } from './stop.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Installs missing npm packages, then calls an exported function of a TypeScript file in `scripts` in this process, with
 * the command line's arguments. Files that import this one may only use Node's own modules.
 */
export async function runTypeScript(file, functionName) {
  try {
    checkNodeVersion()
    await installNpmPackages(root)
    const { register } = await import('tsx/esm/api')
    register()
    const exported = await import(new URL(file, new URL('../', import.meta.url)).href)
    await exported[functionName](process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error)
    process.exitCode = 1
  }
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Stop(
    `You are using Node ${process.versions.node}. This project needs 20.19 or newer: https://nodejs.org`,
  )
}
