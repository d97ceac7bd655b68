import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'

const env = {
  ...process.env,
  // five times the schedules of `npm test`, others every time
  SIMULATION_RUNS: process.env['SIMULATION_RUNS'] ?? '5000',
  SIMULATION_SEED: process.env['SIMULATION_SEED'] ?? String(Date.now() % 2 ** 31),
  // five minutes of MCP calls with tokens of six seconds
  MCP_LIFETIMES: process.env['MCP_LIFETIMES'] ?? '50',
}

const run = (program: string, ...args: string[]) =>
  runInForeground(process.execPath, [join(rootFolder, program), ...args], { cwd: rootFolder, env })

const runs = [
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'simulation'],
  ['scripts/test.mjs', '--project', 'e2e', 'test/e2e/mcp/token-life.test.ts'],
] as const
for (const [program, ...args] of runs) {
  const exitCode = await run(program, ...args)
  process.exitCode ||= exitCode
  // ended by a signal: by the user
  if (exitCode > 128) break
}
