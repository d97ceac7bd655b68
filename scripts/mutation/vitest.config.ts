import { defineConfig } from 'vitest/config'

/** The unit tests of `src/core` alone: Stryker cannot choose one of the projects in `vitest.config.ts`. */
export default defineConfig({
  test: { include: ['test/unit/core/**/*.test.ts'], isolate: false },
})
