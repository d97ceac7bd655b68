import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// these limits only stop tests that hang: on a slow machine a test may take minutes
const minuteMs = 60_000

/** Milliseconds the loop below takes on an idle machine of 2026. */
const defaultLoopMs = 35

function measureLoopMs(): number {
  const startedMs = performance.now()
  for (let n = 0, sum = 0; n < 100_000_000; n += 1) sum = (sum + n) | 0
  return performance.now() - startedMs
}

/** How many desktops run side by side: six on two idle CPU cores, fewer on a slow or busy machine. */
function desktopsAtOnce(): number {
  // the best of several, because anything may interrupt one of them
  const loopMs = Math.min(...Array.from({ length: 8 }, measureLoopMs))
  const slowness = Math.max(1, loopMs / defaultLoopMs / 1.5)
  return Math.max(2, Math.min(6, Math.round((3 * availableParallelism()) / slowness)))
}

/** The e2e tests that take longest. They start first, so that no other CPU core waits for the last of them. */
const longest = [
  'owners/killed-agent',
  'mcp/conformance',
  'mcp/same-as-direct',
  'python',
  'cli-accounts/',
  'uninstall',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((name) => moduleId.includes(`/test/e2e/${name}`))
      return index < 0 ? longest.length : index
    }
    const order = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((a, b) => order(a) - order(b) || rank(a) - rank(b))
  }
}

/** Tests change nothing outside themselves; loading the same modules again for each file took most of the time. */
const isolate = false

/** The bundler does this for the app. A new object for each project: vitest empties it. */
const define = () => ({
  JIRA_TOKEN_VERSION: JSON.stringify('0.0.0'),
  JIRA_TOKEN_HOMEPAGE: '""',
  JIRA_TOKEN_UPDATE_FEED: '""',
})

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // by default, Vitest leaves one CPU core idle
    maxWorkers: availableParallelism(),
    projects: [
      {
        define: define(),
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: minuteMs,
          isolate,
        },
      },
      { test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], testTimeout: 15 * minuteMs } },
      {
        define: define(),
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          isolate,
          testTimeout: 5 * minuteMs,
          hookTimeout: 5 * minuteMs,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          isolate,
          testTimeout: 10 * minuteMs,
          hookTimeout: 10 * minuteMs,
          // after the others: those need the CPU, while these mostly wait, each on its own desktop
          sequence: { groupOrder: 1 },
          maxWorkers: desktopsAtOnce(),
        },
      },
      {
        // `npm run test:windows`; not part of `npm test`
        test: {
          name: 'windows',
          include: ['test/windows/**/*.test.ts'],
          testTimeout: 5 * minuteMs,
          hookTimeout: 5 * minuteMs,
          maxWorkers: 1,
        },
      },
      {
        // in the GitHub workflow, on macOS and Windows; not part of `npm test`, whose e2e tests do more
        test: {
          name: 'smoke',
          include: ['test/smoke/**/*.test.ts'],
          testTimeout: 5 * minuteMs,
        },
      },
      {
        // `npm run test:clients`; not part of `npm test`
        test: {
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          testTimeout: 10 * minuteMs,
          hookTimeout: 10 * minuteMs,
          sequence: { groupOrder: 3 },
          maxWorkers: 1,
        },
      },
      {
        // `npm run test:desktops`; not part of `npm test`
        test: {
          name: 'desktops',
          include: ['test/desktops/**/*.test.ts'],
          testTimeout: 5 * minuteMs,
          hookTimeout: 5 * minuteMs,
          sequence: { groupOrder: 4 },
          maxWorkers: 1,
        },
      },
      {
        // `npm run test:deb`; not part of `npm test`
        test: {
          name: 'deb',
          include: ['test/deb/**/*.test.ts'],
          testTimeout: 20 * minuteMs,
          hookTimeout: 20 * minuteMs,
          sequence: { groupOrder: 5 },
          maxWorkers: 1,
          bail: 1,
        },
      },
      {
        // `npm run test:cases`; not part of `npm test`
        test: {
          name: 'cases',
          include: ['test/cases/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
          maxWorkers: 1,
        },
      },
    ],
  },
})
