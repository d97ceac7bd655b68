/** `npm run release -- 0.2.0`: the local half of a release; docs/packaging.md, “Release”. */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { Stop } from './bootstrap/stop.mjs'
import { prepareRelease } from './release/prepare-release.ts'

const usage = `npm run release -- VERSION [--dry-run]

Sets the version, turns “Unreleased” in CHANGELOG.md into it, runs “npm run check”, commits, and tags. Pushes nothing.

  --dry-run  only check whether it could be done

Example
  npm run release -- 0.2.0`

try {
  const { values, positionals } = parseArgs({
    options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [version] = positionals
  if (values.help === true) console.log(usage)
  else if (version === undefined || positionals.length > 1) throw new Stop(usage)
  else
    prepareRelease({
      root: rootFolder,
      version,
      day: new Date().toISOString().slice(0, 10),
      dryRun: values['dry-run'] === true,
      runChecks: () =>
        execFileSync('npm', ['run', 'check'], {
          cwd: rootFolder,
          stdio: 'inherit',
          shell: process.platform === 'win32',
        }),
      say,
    })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
