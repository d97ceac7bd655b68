import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runNpm } from './npm.mjs'
import { Stop } from './stop.mjs'
import { userCache } from './user-cache.ts'

/**
 * The path of this version's program for a platform, from npm's package for it. Kept in the user's cache.
 *
 * @throws {Stop} if it can't be downloaded
 */
export async function nodeProgram(
  version: string,
  platform: NodeJS.Platform = process.platform,
  arch: NodeJS.Architecture = process.arch,
): Promise<string> {
  const isWindows = platform === 'win32'
  const name = `node-${isWindows ? 'win' : platform}-${arch}`
  const system = `node-${isWindows ? 'win-' : ''}${version}`
  const folder = join(userCache(), arch === process.arch ? system : `${system}-${arch}`)
  const program = join('node_modules', name, 'bin', isWindows ? 'node.exe' : 'node')
  if (existsSync(join(folder, program))) return join(folder, program)
  await mkdir(userCache(), { recursive: true })
  // all or nothing, and outside any project
  const work = await mkdtemp(join(userCache(), '.building-node-'))
  // npm refuses packages for other platforms
  const isForeign = platform !== process.platform || arch !== process.arch
  const forced = isForeign ? ['--force'] : []
  try {
    await runNpm(
      ['install', '--prefix', work, ...forced, '--no-audit', '--no-fund', '--no-save', `${name}@${version}`],
      { cwd: work },
    )
    await rename(work, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, program))) throw error
    })
  } catch (error) {
    throw new Stop(
      `${(error as Error).message}\n\nNode ${version} (${name}) could not be downloaded from npm.`,
    )
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return join(folder, program)
}
