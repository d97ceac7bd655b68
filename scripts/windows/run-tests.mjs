import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * Runs bundled tests in this process and writes their results as JSON: vitest's own command needs native parts that don't
 * run under Wine. Arguments: a file with the paths of the bundles as JSON, and the file for the results.
 */
const [, , listFile = '', resultFile = ''] = process.argv

const config = {
  root: process.cwd(),
  setupFiles: [],
  passWithNoTests: true,
  allowOnly: true,
  includeTaskLocation: false,
  maxConcurrency: 5,
  sequence: { shuffle: false, concurrent: false, seed: 1, hooks: 'stack', setupFiles: 'list' },
  retry: 0,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  tags: [],
  expect: {},
  fakeTimers: { toFake: undefined },
  snapshotOptions: {},
}

// `vi` and `expect` look here for the worker that vitest would have started
// oxlint-disable-next-line no-underscore-dangle -- its name
globalThis.__vitest_worker__ = {
  config,
  providedContext: {},
  ctx: {},
  environment: { name: 'node' },
  metaEnv: process.env,
}

const { startTests } = await import('@vitest/runner')
await import('vitest')

/** @type {{ file: string, name: string, state: string, errors: string[] }[]} */
const results = []
const save = () => writeFileSync(resultFile, JSON.stringify(results))

/** @param {import('@vitest/runner').Task} task */
function note(task, file, names = []) {
  const path = task.type === 'suite' && names.length === 0 && 'filepath' in task ? [] : [...names, task.name]
  const errors = (task.result?.errors ?? []).map((error) => error.stack ?? error.message)
  if (task.type === 'test' || errors.length > 0)
    results.push({ file, name: path.join(' > '), state: task.result?.state ?? task.mode, errors })
  for (const child of task.tasks ?? []) note(child, file, path)
}

/** @type {string[]} */
const files = JSON.parse(readFileSync(listFile, 'utf8'))
process.on('unhandledRejection', (error) => console.log('unhandled rejection', error))
for (const file of files) {
  const runner = { config, importFile: (path) => import(pathToFileURL(path).href) }
  const [suite] = await startTests([{ filepath: file, testLocations: undefined }], runner)
  if (suite !== undefined) note(suite, file)
  save()
}
process.exit(0)
