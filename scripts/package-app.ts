import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { Stop } from './bootstrap/stop.mjs'
import { builderProgram } from './package-release.ts'
import { foundRuntime } from './package-runtime.ts'

const dist = join(rootFolder, 'dist')
const stamp = join(dist, '.packaged-from')

/** A packaged app that needs no installing: electron-builder's target `dir`. */
export interface PackagedApp {
  folder: string
  /** the program to start */
  executable: string
  /** the folder with app.asar in it */
  resources: string
}

/** Packages what is in `out` for this platform into a folder, with the runtime that is here: this is no release. */
export async function packageApp(say: (line: string) => void): Promise<PackagedApp> {
  const runtime = await foundRuntime()
  const key = await readStamp(runtime.version)
  say(`Packaging the app with Electron ${runtime.version} …`)
  await rm(stamp, { force: true })
  const settings = [`-c.electronDist=${runtime.folder}`, `-c.electronVersion=${runtime.version}`]
  const { code, output } = await runToEnd(process.execPath, [builderProgram, '--dir', ...settings], {
    cwd: rootFolder,
  })
  if (code !== 0) {
    throw new Stop(`${output}\n\nThe app could not be packaged (the words of electron-builder are above).`)
  }
  await writeFile(stamp, key)
  return packagedApp()
}

/** The same, unless the one that is there was packaged from just this. */
export async function packageAppIfStale(say: (line: string) => void): Promise<PackagedApp> {
  const { version } = await foundRuntime()
  const packaged = await readFile(stamp, 'utf8').catch(() => undefined)
  const fresh = packaged === (await readStamp(version)) && existsSync(packagedApp().executable)
  return fresh ? packagedApp() : packageApp(say)
}

function packagedApp(): PackagedApp {
  if (process.platform === 'darwin') {
    const folder = join(dist, process.arch === 'arm64' ? 'mac-arm64' : 'mac')
    const contents = join(folder, 'Jira Token Tray.app/Contents')
    return {
      folder,
      executable: join(contents, 'MacOS/Jira Token Tray'),
      resources: join(contents, 'Resources'),
    }
  }
  const arch = process.arch === 'arm64' ? '-arm64' : ''
  const [system, program] =
    process.platform === 'win32' ? ['win', 'Jira Token Tray.exe'] : ['linux', 'jira-token-tray']
  const folder = join(dist, `${system}${arch}-unpacked`)
  return { folder, executable: join(folder, program), resources: join(folder, 'resources') }
}

/** Changes with everything that the package is made of. */
async function readStamp(version: string) {
  const out = join(rootFolder, 'out')
  const entries = await readdir(out, { recursive: true, withFileTypes: true })
  const built = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const settings = [
    'electron-builder.yml',
    'package.json',
    'package-lock.json',
    'scripts/package-bare-electron.mjs',
    'scripts/package-identity.mjs',
  ]
  const files = [...built.sort(), ...settings.map((name) => join(rootFolder, name))]
  const contents = await Promise.all(files.map((file) => readFile(file)))
  const hash = createHash('sha256').update(version)
  for (const [i, content] of contents.entries()) {
    hash.update(`\0${files[i]}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
