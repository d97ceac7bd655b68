import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { runNpm } from './bootstrap/npm.mjs'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { Stop } from './bootstrap/stop.mjs'
import { userCache } from './bootstrap/user-cache.ts'
import { withoutDesktop } from './desktop/private-desktop.ts'

/**
 * `npm run test:nodes`: runs the unit and integration tests on each Node version that users may have. Arguments that are
 * numbers choose versions; all others go to vitest.
 */

const everyVersion = ['20', '22', '24', '26']

const isVersion = (text: string) => /^\d+$/.test(text)

/** The path of this version's program, from npm's package for this platform. Kept in the user's cache. */
async function nodeOf(version: string): Promise<string> {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${system}-${process.arch}`
  const folder = join(userCache(), `node-${version}`)
  const program = join('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(join(folder, program))) return join(folder, program)
  await mkdir(userCache(), { recursive: true })
  // all or nothing, and outside any project
  const work = await mkdtemp(join(userCache(), '.building-node-'))
  try {
    await runNpm(
      ['install', '--prefix', work, '--no-audit', '--no-fund', '--no-save', `${name}@${version}`],
      {
        cwd: work,
      },
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

async function test(version: string, args: readonly string[]): Promise<boolean> {
  const node = await nodeOf(version)
  const startedMs = performance.now()
  const vitest = join(rootFolder, 'node_modules/vitest/vitest.mjs')
  const projects = ['--project', 'unit', '--project', 'integration']
  const { code, output } = await runToEnd(node, [vitest, 'run', ...projects, ...args], {
    cwd: rootFolder,
    env: {
      ...withoutDesktop(process.env),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      NO_COLOR: '1',
      PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  })
  const exact = (await runToEnd(node, ['--version'])).output
  const counts = /Tests\s+(.*)/.exec(output)?.[1] ?? 'no tests ran'
  const tookSec = Math.round((performance.now() - startedMs) / 1000)
  if (code !== 0) console.log(output)
  console.log(`${code === 0 ? '✓' : '✗'} Node ${exact}: ${counts}, ${tookSec} s`)
  return code === 0
}

const wanted = process.argv.slice(2)
const versions = wanted.some(isVersion) ? wanted.filter(isVersion) : everyVersion
const args = wanted.filter((text) => !isVersion(text))
let failures = 0
for (const version of versions) if (!(await test(version, args))) failures += 1
process.exitCode = failures === 0 ? 0 : 1
