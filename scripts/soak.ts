import { main } from './run-tests.ts'

/** `npm run soak`: five times the simulated quarters of `npm test`, with new seeds, and minutes of short-lived tokens. */
Object.assign(process.env, {
  SIMULATION_RUNS: process.env['SIMULATION_RUNS'] ?? '5000',
  SIMULATION_SEED: process.env['SIMULATION_SEED'] ?? String(Date.now() % 2 ** 31),
  SOAK_LIFETIMES: process.env['SOAK_LIFETIMES'] ?? '30',
})
await main(['test/simulation', 'test/e2e/owners/short-lives', 'test/e2e/mcp/token-life'])
