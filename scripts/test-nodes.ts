import { delimiter, dirname, join } from 'node:path'
import { nodeProgram } from './bootstrap/node-program.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { withoutDesktop } from './desktop/private-desktop.ts'

/**
 * `npm run test:nodes`: runs the unit and integration tests on each Node version that users may have. Arguments that are
 * numbers choose versions; all others go to vitest.
 */

const everyVersion = ['20', '22', '24', '26']

const isVersion = (text: string) => /^\d+$/.test(text)

async function test(version: string, args: readonly string[]): Promise<boolean> {
  const node = await nodeProgram(version)
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
