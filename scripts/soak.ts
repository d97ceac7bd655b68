import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'

/** Five times the schedules of `npm test`, others every time. */
const env = {
  ...process.env,
  SIMULATION_RUNS: process.env['SIMULATION_RUNS'] ?? '5000',
  SIMULATION_SEED: process.env['SIMULATION_SEED'] ?? String(Date.now() % 2 ** 31),
}
const vitest = join(rootFolder, 'node_modules/vitest/vitest.mjs')
process.exitCode = await runInForeground(process.execPath, [vitest, 'run', '--project', 'simulation'], {
  cwd: rootFolder,
  env,
})
