// Replaces the default app of an official Electron, which the stand-in lacks: runs the app whose folder (or main file) is
// the first argument that is not a flag. It is copied into the runtime as resources/app.
import { app } from 'electron'
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const { target, modules } = parseArguments(process.argv.slice(1))
if (!target) {
  console.error('Usage: electron [flags] <folder of the app> [arguments]')
  process.exit(1)
}

process.defaultApp = true
for (const module of modules) createRequire(join(process.cwd(), 'index.js'))(module)
await import(pathToFileURL(takeOn(resolve(target))).href)

/** Makes Electron believe that it is the app at `path`, and returns the app's main file. */
function takeOn(path) {
  if (!statSync(path).isDirectory()) return path
  const {
    main = 'index.js',
    name,
    productName,
    version,
    desktopName,
  } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  app.setName(productName ?? name)
  if (version) app.setVersion(version)
  app.setDesktopName(desktopName ?? `${app.name}.desktop`)
  app.setAppPath(path)
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', join(app.getPath('appData'), app.name))
  return join(path, main)
}

function parseArguments(args) {
  const modules = []
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') modules.push(args[++i])
    else if (!args[i].startsWith('-')) return { target: args[i], modules }
  }
  return { target: undefined, modules }
}
