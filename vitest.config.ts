import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        // the bundler does this for the app
        define: { JIRA_TOKEN_VERSION: JSON.stringify('0.0.0') },
        test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'] },
      },
      { test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], testTimeout: 240_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // after the others: those need the CPU, while these mostly wait, each on its own desktop
          sequence: { groupOrder: 1 },
          maxWorkers: 6,
        },
      },
    ],
  },
})
