import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { buildNodeBundles } from './node-bundles.ts'
import { installDebianPackages } from './bootstrap/debian-packages.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { say } from './bootstrap/say.ts'
import { bundlePrograms, bundleTests, mocksModules } from './windows/bundle-tests.ts'
import { startWine, toWindowsPath, type Wine } from './windows/wine.ts'

/**
 * `npm run test:windows`: the tests that can run there, with the real Node for Windows under Wine. On Windows itself,
 * vitest runs them. Arguments choose test files by a part of their path.
 */

const folders = ['test/unit', 'test/integration', 'test/windows']

/** What they start; see `bundleProgram`. */
const programs = [
  'test/integration/ownership/candidate.ts',
  'test/integration/adapters/synced-files/writer.ts',
  'test/integration/adapters/synced-files/readers.ts',
]

/** Of our own scripts, and of what only Linux has: desktops with D-Bus, the Secret Service, proxies as programs. */
const notOfWindows = [
  'test/unit/scripts/',
  'test/unit/function-length.test.ts',
  // in a DOM that only Vitest's own runner sets up
  'test/unit/renderer/scenes.test.tsx',
  'test/integration/release.test.ts',
  'test/integration/third-party-notices.test.ts',
  'test/integration/adapters/desktop/',
  'test/integration/cli/api.test.ts',
  'test/integration/adapters/keychain.test.ts',
  // they mount disks, and lock folders
  'test/integration/adapters/synced-files/dead-disk.test.ts',
  'test/integration/adapters/synced-files/problems.test.ts',
  'test/integration/owner/full-disk.test.ts',
  // it starts a source file, and here there are only bundles
  'test/integration/adapters/save-memory.test.ts',
]

interface Result {
  readonly file: string
  readonly name: string
  readonly state: string
  readonly errors: readonly string[]
}

async function findTests(wanted: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders)
    for (const name of await readdir(join(rootFolder, folder), { recursive: true })) {
      const path = join(folder, name)
      const isChosen = wanted.length === 0 || wanted.some((part) => path.includes(part))
      if (!/\.test\.tsx?$/.test(name) || !isChosen || notOfWindows.some((part) => path.startsWith(part)))
        continue
      if (!(await mocksModules(path))) found.push(join(rootFolder, path))
    }
  return found.toSorted()
}

/** How many files one process runs. */
const filesAtOnce = 25

async function runAll(wine: Wine, bundles: readonly string[], work: string): Promise<Result[]> {
  const results: Result[] = []
  const left = bundles.map(toWindowsPath)
  while (left.length > 0) {
    const batch = left.splice(0, filesAtOnce)
    const [list, answer] = [join(work, 'list.json'), join(work, 'results.json')]
    await writeFile(list, JSON.stringify(batch))
    await writeFile(answer, '[]')
    const runner = toWindowsPath(join(rootFolder, 'scripts/windows/run-tests.mjs'))
    const { code, output } = await wine.node([runner, toWindowsPath(list), toWindowsPath(answer)], {
      JIRA_TOKEN_TEST_PROGRAMS: toWindowsPath(join(work, 'programs')),
    })
    const found = JSON.parse(await readFile(answer, 'utf8')) as Result[]
    results.push(...found)
    if (code !== 0) {
      const done = batch.findLastIndex((file) => found.some((result) => result.file === file)) + 1
      const [crashed = '', ...rest] = batch.slice(done)
      results.push({ file: crashed, name: 'the process', state: 'fail', errors: [output] })
      left.unshift(...rest)
    }
    say(`${bundles.length - left.length} of ${bundles.length} files`)
  }
  return results
}

function report(results: readonly Result[], sources: ReadonlyMap<string, string>): void {
  const failed = results.filter(({ state }) => state === 'fail')
  for (const { file, name, state } of results)
    if (state === 'skip') console.log(`– ${sources.get(file) ?? file} > ${name}`)
  for (const { file, name, errors } of failed)
    console.log(`✗ ${sources.get(file) ?? file} > ${name}\n${errors.join('\n')}\n`)
  const count = (wanted: string) => results.filter(({ state }) => state === wanted).length
  console.log(`${count('pass')} passed, ${failed.length} failed, ${count('skip')} skipped`)
}

async function runUnderWine(wanted: readonly string[]): Promise<boolean> {
  await installDebianPackages(['wine'], say)
  const work = join(rootFolder, 'build/windows-tests')
  await mkdir(work, { recursive: true })
  const tests = await findTests(wanted)
  await buildNodeBundles()
  const bundles = await bundleTests(tests, join(work, 'tests'))
  await bundlePrograms(
    programs.map((path) => join(rootFolder, path)),
    join(work, 'programs'),
  )
  const home = await mkdtemp(join(tmpdir(), 'jtt-wine-'))
  const wine = await startWine(home)
  try {
    const results = await runAll(wine, [...bundles.values()], work)
    const sources = [...bundles].map(
      ([file, bundle]) => [toWindowsPath(bundle), relative(rootFolder, file)] as const,
    )
    report(results, new Map(sources))
    return results.every(({ state }) => state !== 'fail')
  } finally {
    await wine.close()
    await rm(home, { recursive: true, force: true })
  }
}

async function runOnWindows(wanted: readonly string[]): Promise<boolean> {
  await buildNodeBundles()
  const vitest = join(rootFolder, 'node_modules/vitest/vitest.mjs')
  const projects = ['unit', 'integration', 'windows'].flatMap((name) => ['--project', name])
  const options = { cwd: rootFolder, env: process.env }
  return (await runInForeground(process.execPath, [vitest, 'run', ...projects, ...wanted], options)) === 0
}

export async function main(args: readonly string[]): Promise<void> {
  const passed = process.platform === 'linux' ? await runUnderWine(args) : await runOnWindows(args)
  process.exitCode = passed ? 0 : 1
}
