import { runMutation } from './mutation/run.ts'
import { runMutants } from './mutants/run.ts'
import { main } from './run-tests.ts'

/**
 * `npm run soak`: twelve times the simulated quarters of `npm test`, with new seeds; minutes of short-lived tokens; 20 times
 * the odd servers; 1,000 killed agents; a gigabyte of everything that has no end; and a minute of ten bridges.
 * `npm run soak -- mutants`: faults put into the renewal code on purpose; fails when no test notices one.
 * `npm run soak -- mutation`: every small change to `src/core`, and which of them no unit test notices.
 */
async function soak(): Promise<void> {
  Object.assign(process.env, {
    SIMULATION_RUNS: process.env['SIMULATION_RUNS'] ?? '5000',
    SIMULATION_SEED: process.env['SIMULATION_SEED'] ?? String(Date.now() % 2 ** 31),
    SERVER_ANSWERS: process.env['SERVER_ANSWERS'] ?? '10000',
    SOAK_LIFETIMES: process.env['SOAK_LIFETIMES'] ?? '30',
    SOAK_KILLS: process.env['SOAK_KILLS'] ?? '1000',
    SOAK_MEGABYTES: process.env['SOAK_MEGABYTES'] ?? '1024',
    SOAK_CALM_SECONDS: process.env['SOAK_CALM_SECONDS'] ?? '60',
  })
  await main([
    'test/simulation',
    'test/integration/adapters/mcp-discovery/what-servers-say',
    'test/e2e/owners/short-lives',
    'test/e2e/owners/killed-agent',
    'test/e2e/mcp/token-life',
    'test/e2e/mcp/endurance',
  ])
}

const [part, ...texts] = process.argv.slice(2)
if (part === 'mutants') runMutants(texts)
else if (part === 'mutation') await runMutation(texts)
else await soak()
