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

/** A packaged app that doesn't need to be installed: electron-builder's target `dir`. */
export interface PackagedApp {
  folder: string
  /** the program to start */
  executable: string
  /** the folder with app.asar */
  resources: string
}

/** Packages `out` for this platform into a folder, with the runtime of this machine. Not a release. */
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
    throw new Stop(`${output}\n\nThe app could not be packaged. See the output of electron-builder above.`)
  }
  await writeFile(stamp, key)
  return packagedApp()
}

/** The same, unless the existing one was packaged from exactly this. */
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

/** Changes with everything that goes into the package. */
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
